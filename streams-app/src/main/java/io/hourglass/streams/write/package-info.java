/** Step 5: the records of the output topics, and their bytes. */
@NullMarked
package io.hourglass.streams.write;

import org.jspecify.annotations.NullMarked;
