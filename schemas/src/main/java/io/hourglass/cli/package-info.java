/** What the commands of all modules share. */
@NullMarked
package io.hourglass.cli;

import org.jspecify.annotations.NullMarked;
