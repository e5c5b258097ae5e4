/** From a topic to files that the trainer reads. */
@NullMarked
package io.hourglass.streams.collect;

import org.jspecify.annotations.NullMarked;
