/**
 * Steps 1 and 2 for sensors: readings to windows, source by source, and windows to scores.
 *
 * <p>The last readings of each source are state, in a store with a changelog: {@link
 * io.hourglass.streams.window.WindowProcessor} says what follows from that.
 */
@NullMarked
package io.hourglass.streams.window;

import org.jspecify.annotations.NullMarked;
