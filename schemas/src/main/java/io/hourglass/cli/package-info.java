/** How commands tell their user what went wrong. */
@NullMarked
package io.hourglass.cli;

import org.jspecify.annotations.NullMarked;
