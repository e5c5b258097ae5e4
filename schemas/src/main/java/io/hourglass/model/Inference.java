package io.hourglass.model;

import java.util.Map;

/**
 * What a model computed for a batch. Plain Java memory, so it needs no closing.
 *
 * <p>Thread-safe: nothing changes after construction.
 */
public final class Inference {
  private final int count;
  private final Map<Output, float[]> values;

  /**
   * @param count inputs in the batch
   * @param values what was computed, for all inputs one after the other; not copied
   */
  public Inference(int count, Map<Output, float[]> values) {
    this.count = count;
    this.values = values;
  }

  /** Inputs in the batch. */
  public int count() {
    return count;
  }

  /** The score of one input. */
  public float score(int index) {
    return all(Output.SCORE)[index];
  }

  /** The latent of one input, row-major; a copy. */
  public float[] latent(int index) {
    return slice(Output.LATENT, index);
  }

  /** The reconstruction of one input, in its shape and on its scale; a copy. */
  public float[] reconstruction(int index) {
    return slice(Output.RECONSTRUCTION, index);
  }

  /** The error map of one image {@code [H, W]}, or of one window {@code [C, L]}; a copy. */
  public float[] errorMap(int index) {
    return slice(Output.ERROR_MAP, index);
  }

  private float[] slice(Output output, int index) {
    float[] all = all(output);
    int size = all.length / count;
    float[] slice = new float[size];
    System.arraycopy(all, index * size, slice, 0, size);
    return slice;
  }

  private float[] all(Output output) {
    float[] all = values.get(output);
    if (all == null) {
      throw new IllegalStateException(output.tensorName() + " was not fetched");
    }
    return all;
  }
}
