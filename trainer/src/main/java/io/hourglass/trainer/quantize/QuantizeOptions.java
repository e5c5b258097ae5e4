package io.hourglass.trainer.quantize;

import io.hourglass.cli.UserException;
import java.nio.file.Path;
import java.util.Set;

/**
 * What to quantise, and what it may cost.
 *
 * @param model the float model file
 * @param data images: normal ones and, where labels tell them apart, others
 * @param normalLabels the labels of normal images; empty: all images are normal
 * @param minCorrelation the least rank correlation of the scores of held-out normal images, in [-1,
 *     1]
 * @param maxAurocLoss the most that the area under the ROC curve may fall by, in [0, 1]
 * @param name what users call the model
 * @param out the model file to write
 */
public record QuantizeOptions(
    Path model,
    Path data,
    Set<String> normalLabels,
    double minCorrelation,
    double maxAurocLoss,
    String name,
    Path out) {
  public static final double DEFAULT_MIN_CORRELATION = 0.99;
  public static final double DEFAULT_MAX_AUROC_LOSS = 0.005;

  public QuantizeOptions {
    normalLabels = Set.copyOf(normalLabels);
    if (!(minCorrelation >= -1 && minCorrelation <= 1)) {
      throw new UserException("min-correlation is " + minCorrelation + "; allowed is -1 to 1");
    }
    if (!(maxAurocLoss >= 0 && maxAurocLoss <= 1)) {
      throw new UserException("max-auroc-loss is " + maxAurocLoss + "; allowed is 0 to 1");
    }
  }
}
