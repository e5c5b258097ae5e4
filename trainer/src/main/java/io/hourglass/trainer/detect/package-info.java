/**
 * How well scores of readings find labelled events in time: measures that do not flatter. There is
 * no point-adjusted F1, by which a random score looks excellent (Kim et al., AAAI 2022).
 */
@NullMarked
package io.hourglass.trainer.detect;

import org.jspecify.annotations.NullMarked;
