/**
 * History of sensors: files of readings, cut into windows that never reach over a border, split by
 * time.
 */
@NullMarked
package io.hourglass.trainer.series;

import org.jspecify.annotations.NullMarked;
