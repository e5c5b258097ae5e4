package io.hourglass.trainer.evaluate;

import io.hourglass.trainer.dataset.Dataset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How well a model tells normal images from others.
 *
 * @param data the images
 * @param normalLabels the labels of normal ones
 * @param scored all images with their scores
 * @param roc over all thresholds; null if all images are normal
 * @param pixelArea AUROC of single pixels, by the error map as the score smooths it; null without
 *     masks
 * @param askedRate the false-alarm rate that was asked for
 * @param threshold what the model's calibration makes of it
 * @param seconds the model took for all images
 */
public record Evaluation(
    Dataset data,
    Set<String> normalLabels,
    List<Scored> scored,
    @Nullable RocCurve roc,
    @Nullable Double pixelArea,
    double askedRate,
    double threshold,
    double seconds) {

  public Evaluation {
    scored = List.copyOf(scored);
    normalLabels = Set.copyOf(normalLabels);
  }

  /** Number of normal or of anomalous images. */
  public int count(boolean anomalous) {
    return (int) scored.stream().filter(image -> image.anomalous() == anomalous).count();
  }

  /** Number of normal or of anomalous images that score above the threshold. */
  public int alerts(boolean anomalous) {
    return (int)
        scored.stream().filter(image -> image.anomalous() == anomalous && alerts(image)).count();
  }

  /** Whether an image scores above the threshold. */
  public boolean alerts(Scored image) {
    return image.score() > threshold;
  }

  /** Share of the normal images that score above the threshold. */
  public double falseAlarmRate() {
    return (double) alerts(false) / count(false);
  }

  /** Share of the anomalous images that score above the threshold; NaN if there are none. */
  public double detectionRate() {
    return (double) alerts(true) / count(true);
  }
}
