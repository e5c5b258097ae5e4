package io.hourglass.trainer.export;

import io.hourglass.model.Inference;
import io.hourglass.model.ModelException;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.Verification;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.fit.TorchModel;
import java.nio.file.Path;
import java.util.EnumSet;

/** Compares a model file, run by ONNX Runtime, with the training engine. */
final class Verifier {
  /** Largest accepted difference of a score, relative to it. */
  static final double SCORE_TOLERANCE = 1e-4;

  /** Differences below this are rounding, however small the score. */
  private static final double SCORE_ROUNDING = 1e-7;

  private static final int BATCH = 64;

  private double latent;
  private double reconstruction;
  private double score;

  private Verifier() {}

  /**
   * Compares all outputs for all images.
   *
   * @throws ModelException if a score differs by more than {@value #SCORE_TOLERANCE} of itself
   */
  static Verification verify(Path file, TorchModel trained, Dataset images) {
    Verifier verifier = new Verifier();
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      for (int from = 0; from < images.size(); from += BATCH) {
        int count = Math.min(BATCH, images.size() - from);
        verifier.compare(
            trained.infer(images, from, count),
            Evaluator.infer(
                model, images.samples().subList(from, from + count), EnumSet.allOf(Output.class)));
      }
    }
    return new Verification(
        images.size(), verifier.latent, verifier.reconstruction, verifier.score);
  }

  private void compare(Inference expected, Inference actual) {
    for (int i = 0; i < expected.count(); i++) {
      latent = Math.max(latent, difference(expected.latent(i), actual.latent(i)));
      reconstruction =
          Math.max(
              reconstruction, difference(expected.reconstruction(i), actual.reconstruction(i)));
      double wanted = expected.score(i);
      double off = Math.abs(wanted - actual.score(i));
      if (!(off <= SCORE_TOLERANCE * wanted + SCORE_ROUNDING)) {
        throw new ModelException(
            "the exported model scores %s where the trained one scores %s, so it was not published"
                .formatted(actual.score(i), wanted));
      }
      score = Math.max(score, off);
    }
  }

  private static double difference(float[] expected, float[] actual) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - actual[i]));
    }
    return largest;
  }
}
