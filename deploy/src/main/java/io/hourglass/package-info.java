/** The {@code hourglass} command. */
@NullMarked
package io.hourglass;

import org.jspecify.annotations.NullMarked;
