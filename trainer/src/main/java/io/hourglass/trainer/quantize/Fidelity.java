package io.hourglass.trainer.quantize;

import io.hourglass.cli.UserException;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.Verification;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.onnx.GraphSession;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How true the integer model stays to the float one.
 *
 * @param correlation Spearman's rank correlation of both models' scores of held-out normal images
 * @param floatAuroc the float model's area under the ROC curve; null without anomalous images
 * @param int8Auroc the integer model's
 * @param difference the largest differences in the outputs for held-out normal images
 */
public record Fidelity(
    double correlation,
    @Nullable Double floatAuroc,
    @Nullable Double int8Auroc,
    Verification difference) {
  private static final int BATCH = 64;

  /** Two models' scores, image by image, and how far the other outputs are apart. */
  private static final class Compared {
    final double[] floats;
    final double[] int8;
    double latent;
    double reconstruction;
    double score;

    Compared(GraphSession floatModel, GraphSession int8Model, Dataset images) {
      floats = new double[images.size()];
      int8 = new double[images.size()];
      for (int from = 0; from < floats.length; from += BATCH) {
        List<Sample> batch = images.samples().subList(from, Math.min(floats.length, from + BATCH));
        EnumSet<Output> fetch = EnumSet.of(Output.SCORE, Output.LATENT, Output.RECONSTRUCTION);
        Inference wanted = floatModel.infer(batch, fetch);
        Inference got = int8Model.infer(batch, fetch);
        for (int i = 0; i < batch.size(); i++) {
          floats[from + i] = wanted.score(i);
          int8[from + i] = got.score(i);
          score = Math.max(score, Math.abs(floats[from + i] - int8[from + i]));
          latent = Math.max(latent, furthest(wanted.latent(i), got.latent(i)));
          reconstruction =
              Math.max(reconstruction, furthest(wanted.reconstruction(i), got.reconstruction(i)));
        }
      }
    }

    private static double furthest(float[] wanted, float[] got) {
      double furthest = 0;
      for (int i = 0; i < wanted.length; i++) {
        furthest = Math.max(furthest, Math.abs((double) wanted[i] - got[i]));
      }
      return furthest;
    }
  }

  static Fidelity of(
      GraphSession floatModel, GraphSession int8Model, Dataset normal, Dataset anomalous) {
    Compared calm = new Compared(floatModel, int8Model, normal);
    Compared odd = new Compared(floatModel, int8Model, anomalous);
    boolean labelled = anomalous.size() > 0;
    return new Fidelity(
        RankCorrelation.of(calm.floats, calm.int8),
        labelled ? RocCurve.of(calm.floats, odd.floats).area() : null,
        labelled ? RocCurve.of(calm.int8, odd.int8).area() : null,
        new Verification(normal.size(), calm.latent, calm.reconstruction, calm.score));
  }

  /**
   * Holds it against the limits.
   *
   * @throws UserException if it falls under one
   */
  void require(QuantizeOptions options) {
    if (!(correlation >= options.minCorrelation())) {
      throw refused(
          "the rank correlation of its scores with the float model's is %.5f; at least %s is wanted",
          correlation, options.minCorrelation());
    }
    if (floatAuroc != null
        && int8Auroc != null
        && !(floatAuroc - int8Auroc <= options.maxAurocLoss())) {
      throw refused(
          "its AUROC is %.4f where the float model's is %.4f; a loss of %s at most is wanted",
          int8Auroc, floatAuroc, options.maxAurocLoss());
    }
  }

  private static UserException refused(String reason, Object... values) {
    return new UserException(
        String.format(java.util.Locale.ROOT, "no int8 model was written: " + reason, values));
  }
}
