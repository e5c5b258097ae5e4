/** A float model file to one that computes with 8-bit integers. */
@NullMarked
package io.hourglass.trainer.quantize;

import org.jspecify.annotations.NullMarked;
