package io.hourglass.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Constants of a graph as arrays. */
public final class Tensors {
  private Tensors() {}

  /** Whether it holds float32 within the file. */
  public static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()
        && (tensor.getFloatDataCount() > 0 || !tensor.getRawData().isEmpty());
  }

  /** The values of a float32 constant, row-major. */
  public static float[] floats(TensorProto tensor) {
    float[] values;
    if (tensor.getFloatDataCount() > 0) {
      values = new float[tensor.getFloatDataCount()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    } else {
      ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      values = new float[raw.remaining() / Float.BYTES];
      raw.asFloatBuffer().get(values);
    }
    return values;
  }
}
