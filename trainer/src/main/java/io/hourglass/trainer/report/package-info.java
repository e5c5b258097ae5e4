/** HTML pages with their plots inside, which open without a network. */
@NullMarked
package io.hourglass.trainer.report;

import org.jspecify.annotations.NullMarked;
