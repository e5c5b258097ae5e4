package io.hourglass.model;

/** What a model's graph computes; a caller fetches what it needs. */
public enum Output {
  /** float32 {@code [N, latentShape...]}: the compressed representation. */
  LATENT("latent"),
  /** float32 {@code [N]}: the reconstruction error by the card's score rule, at least 0. */
  SCORE("score"),
  /**
   * float32 on the input's scale: images {@code [N, C, H, W]}, 0 to 255, or windows {@code [N, C,
   * L]}.
   */
  RECONSTRUCTION("reconstruction"),
  /**
   * float32: the error by pixel {@code [N, H, W]}, or by channel and reading {@code [N, C, L]}, the
   * latter with each channel in units of its own standard deviation.
   */
  ERROR_MAP("error_map");

  private final String tensorName;

  Output(String tensorName) {
    this.tensorName = tensorName;
  }

  /** The output's name in the ONNX graph. */
  public String tensorName() {
    return tensorName;
  }
}
