package io.hourglass.trainer.compare;

import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.evaluate.PixelMasks;
import io.hourglass.trainer.model.PixelError;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One model of a comparison, as it is served.
 *
 * @param card its card
 * @param evaluation on the test images
 * @param squaredError of normal test images, whose samples lie in [0, 1]: summed over an image, the
 *     mean of all; by the error map if that is of squared errors
 */
public record Contender(ModelCard card, Evaluation evaluation, double squaredError) {
  private static final int BATCH = 64;

  /**
   * Evaluates a model file on labelled images.
   *
   * @param masks which pixels are anomalous; null if that is not known
   */
  public static Contender of(
      Path file, Path test, Set<String> normalLabels, @Nullable PixelMasks masks) {
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      ModelCard card = model.card();
      Dataset images = Dataset.read(DataOptions.fitting(test, card.imageInput()));
      Evaluation evaluation =
          Evaluator.evaluate(model, images, normalLabels, card.falseAlarmRate(), masks);
      List<Sample> normal =
          images.samples().stream()
              .filter(image -> normalLabels.contains(String.valueOf(image.label())))
              .toList();
      return new Contender(card, evaluation, squaredError(model, normal));
    }
  }

  private static double squaredError(ScoringModel model, List<Sample> images) {
    ModelCard card = model.card();
    // The map is of what the decoder gives; reconstructions are limited to [0, 1].
    boolean mapped = card.score().pixelError().equals(PixelError.SQUARED.id());
    Output fetch = mapped ? Output.ERROR_MAP : Output.RECONSTRUCTION;
    double sum = 0;
    for (int from = 0; from < images.size(); from += BATCH) {
      List<Sample> batch = images.subList(from, Math.min(images.size(), from + BATCH));
      Inference outputs = Evaluator.infer(model, batch, EnumSet.of(fetch));
      for (int i = 0; i < batch.size(); i++) {
        sum +=
            mapped
                ? card.imageInput().channels() * sum(outputs.errorMap(i))
                : squaredError(outputs.reconstruction(i), batch.get(i).pixels());
      }
    }
    return sum / images.size();
  }

  private static double sum(float[] errors) {
    double sum = 0;
    for (float error : errors) {
      sum += error;
    }
    return sum;
  }

  private static double squaredError(float[] restored, byte[] pixels) {
    double sum = 0;
    for (int p = 0; p < pixels.length; p++) {
      double off = (restored[p] - Byte.toUnsignedInt(pixels[p])) / 255;
      sum += off * off;
    }
    return sum;
  }

  /** Images a second on one thread. */
  double imagesPerSecond() {
    return evaluation.scored().size() / evaluation.seconds();
  }
}
