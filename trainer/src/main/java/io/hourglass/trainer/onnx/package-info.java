/** ONNX files as data: read, looked up, run. */
@NullMarked
package io.hourglass.trainer.onnx;

import org.jspecify.annotations.NullMarked;
