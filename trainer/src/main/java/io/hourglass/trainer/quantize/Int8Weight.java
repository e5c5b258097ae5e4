package io.hourglass.trainer.quantize;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.trainer.onnx.Tensors;

/**
 * Weights as signed bytes, each output with a scale of its own, zero exact.
 *
 * @param values output by output
 * @param shape outputs first
 * @param scales what one step is worth, by output
 */
record Int8Weight(byte[] values, long[] shape, float[] scales) {
  private static final int LARGEST = 127;

  /**
   * Rounds weights.
   *
   * @param transposed whether the outputs are the second of two dimensions
   */
  static Int8Weight of(TensorProto tensor, boolean transposed) {
    float[] weights = Tensors.floats(tensor);
    long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    if (transposed) {
      weights = transpose(weights, (int) shape[0], (int) shape[1]);
      shape = new long[] {shape[1], shape[0]};
    }
    int outputs = (int) shape[0];
    int each = weights.length / outputs;
    byte[] values = new byte[weights.length];
    float[] scales = new float[outputs];
    for (int o = 0; o < outputs; o++) {
      float largest = 0;
      for (int i = o * each; i < (o + 1) * each; i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      scales[o] = largest > 0 ? largest / LARGEST : 1;
      for (int i = o * each; i < (o + 1) * each; i++) {
        values[i] = (byte) Math.round(weights[i] / scales[o]);
      }
    }
    return new Int8Weight(values, shape, scales);
  }

  private static float[] transpose(float[] values, int rows, int columns) {
    float[] transposed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      transposed[i % columns * rows + i / columns] = values[i];
    }
    return transposed;
  }

  int outputs() {
    return scales.length;
  }
}
