/** Step 1: the bytes of a record to an image. */
@NullMarked
package io.hourglass.streams.decode;

import org.jspecify.annotations.NullMarked;
