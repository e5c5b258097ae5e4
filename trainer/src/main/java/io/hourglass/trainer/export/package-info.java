/** Architecture and weights to an ONNX file that follows the model contract. */
@NullMarked
package io.hourglass.trainer.export;

import org.jspecify.annotations.NullMarked;
