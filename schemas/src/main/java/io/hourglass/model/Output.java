package io.hourglass.model;

/** What a model's graph computes; a caller fetches what it needs. */
public enum Output {
  /** float32 {@code [N, latentShape...]}: the compressed representation. */
  LATENT("latent"),
  /** float32 {@code [N]}: the reconstruction error by the card's score rule, at least 0. */
  SCORE("score"),
  /** float32 {@code [N, C, H, W]} on the input's scale, 0 to 255. */
  RECONSTRUCTION("reconstruction"),
  /** float32 {@code [N, H, W]}: the error by pixel. */
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
