package io.hourglass.trainer.adopt;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.dataset.DataOptions.Size;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to make of a model that was made elsewhere.
 *
 * @param model an ONNX file that takes images, float32 {@code [N, C, H, W]}
 * @param input name of its input; null: it has one only
 * @param score name of the output that is high for anomalies, {@code [N]} or {@code [N, 1]}
 * @param map name of the output that shows where, {@code [N, H', W']} or with one channel; null:
 *     there is none
 * @param latent name of the output that is an embedding; null: there is none
 * @param size of the images; null: as the model says
 * @param normalisation of the images
 * @param data normal images
 * @param labels of normal ones; empty: all are
 * @param falseAlarmRate share of normal images that may raise an alert, in (0, 1)
 * @param name of the model
 * @param out the file to write
 */
public record Adoption(
    Path model,
    @Nullable String input,
    String score,
    @Nullable String map,
    @Nullable String latent,
    @Nullable Size size,
    Normalisation normalisation,
    Path data,
    Set<String> labels,
    double falseAlarmRate,
    String name,
    Path out) {

  public Adoption {
    labels = Set.copyOf(labels);
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new UserException(
          "false-alarm-rate is " + falseAlarmRate + "; allowed is more than 0, below 1");
    }
  }
}
