/**
 * Learns what normal looks like and writes it to one ONNX file; {@link
 * io.hourglass.trainer.Trainer} shows the steps.
 */
@NullMarked
package io.hourglass.trainer;

import org.jspecify.annotations.NullMarked;
