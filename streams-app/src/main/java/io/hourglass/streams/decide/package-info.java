/** Step 4: which scores are alerts, and how severe. */
@NullMarked
package io.hourglass.streams.decide;

import org.jspecify.annotations.NullMarked;
