package io.hourglass.trainer.adopt;

import io.hourglass.model.WindowInput;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.onnx.GraphSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The features at each place of images, a vector for each. */
final class FeatureVectors {
  /** More do not tell more, and these fit into memory. */
  private static final int MAX_VECTORS = 100_000;

  private static final int BATCH = 16;

  /** Deviations below this are rounding: the feature is constant. */
  private static final double CONSTANT = 1e-6;

  private final List<float[]> vectors;

  private FeatureVectors(List<float[]> vectors) {
    this.vectors = vectors;
  }

  /**
   * Vectors of a data set: of all places, or of as many of each image, drawn by chance.
   *
   * @param session gives {@link FeatureGraph#ROWS}
   */
  static FeatureVectors of(GraphSession session, Dataset images, int features, long seed) {
    Random random = new Random(seed);
    int each = Math.max(1, MAX_VECTORS / images.size());
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < images.size(); from += BATCH) {
      List<Sample> batch = images.samples().subList(from, Math.min(images.size(), from + BATCH));
      float[] values = session.run(batch, List.of(FeatureGraph.ROWS)).values().iterator().next();
      int places = values.length / features / batch.size();
      for (int image = 0; image < batch.size(); image++) {
        for (int i = 0; i < Math.min(each, places); i++) {
          int place = each < places ? random.nextInt(places) : i;
          int at = (image * places + place) * features;
          vectors.add(Arrays.copyOfRange(values, at, at + features));
        }
      }
    }
    return new FeatureVectors(vectors);
  }

  /** Vectors that lie one after the other. */
  static FeatureVectors ofRows(float[] rows, int features) {
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < rows.length; from += features) {
      vectors.add(Arrays.copyOfRange(rows, from, from + features));
    }
    return new FeatureVectors(vectors);
  }

  /** Mean and deviation of each feature. */
  Scaling scaling() {
    int features = vectors.get(0).length;
    float[] shift = new float[features];
    float[] scale = new float[features];
    for (int f = 0; f < features; f++) {
      int feature = f;
      double mean = vectors.stream().mapToDouble(vector -> vector[feature]).average().orElse(0);
      double variance =
          vectors.stream().mapToDouble(v -> Math.pow(v[feature] - mean, 2)).average().orElse(0);
      double deviation = Math.sqrt(variance);
      shift[f] = (float) mean;
      scale[f] = deviation > CONSTANT * Math.abs(mean) + 1e-12 ? (float) deviation : 1;
    }
    return new Scaling(shift, scale);
  }

  /** As a data set of windows with one channel, whose readings are the features, scaled. */
  Dataset scaled(String source, Scaling by) {
    float[] factor = by.factor();
    List<float[]> scaled = new ArrayList<>(vectors.size());
    for (float[] vector : vectors) {
      float[] one = new float[vector.length];
      for (int f = 0; f < one.length; f++) {
        one[f] = (vector[f] - by.shift()[f]) * factor[f];
      }
      scaled.add(one);
    }
    return new FeatureVectors(scaled).unscaled(source);
  }

  /** The same as they are. */
  Dataset unscaled(String source) {
    int features = vectors.get(0).length;
    return new Dataset(
        source,
        new WindowInput(List.of("feature"), features, 1, null),
        new Scaling(new float[] {0}, new float[] {1}),
        vectors.stream()
            .map(vector -> new Sample(WindowInput.tensor(vector), null, "place"))
            .toList());
  }
}
