package io.hourglass.trainer.report;

import io.hourglass.image.Heatmap;
import io.hourglass.image.ImageCodec;
import io.hourglass.model.ImageInput;
import java.util.List;

/** What a model sees, restores and stumbles over, as PNG files. */
public final class Pictures {
  private Pictures() {}

  /**
   * Input, reconstruction and heatmap of one image.
   *
   * @param input the model's input size
   * @param pixels the image {@code [C, H, W]}, unsigned 8-bit
   * @param reconstruction {@code [C, H, W]}, 0 to 255
   * @param errorMap {@code [H, W]}
   * @param pixelError the calibration's: the scale of the heatmap
   */
  public static List<byte[]> of(
      ImageInput input,
      byte[] pixels,
      float[] reconstruction,
      float[] errorMap,
      double pixelError) {
    return List.of(
        ImageCodec.png(input.image(pixels)),
        ImageCodec.png(input.image(bytes(reconstruction))),
        Heatmap.png(errorMap, input.width(), input.height(), pixelError));
  }

  /** Samples from 0 to 255 as unsigned 8-bit ones; what lies outside is limited to that. */
  public static byte[] bytes(float[] samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.min(255f, Math.max(0f, samples[i])));
    }
    return bytes;
  }
}
