package io.hourglass.trainer.evaluate;

import io.hourglass.cli.UserException;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Evaluates a model file as it is served: with ONNX Runtime, not with the training engine. */
public final class Evaluator {
  private static final int BATCH = 64;

  private Evaluator() {}

  /**
   * Scores all images of a data set.
   *
   * @param data images as the model takes them, with labels
   * @param normalLabels the labels of normal images; every other is an anomaly
   * @param falseAlarmRate what to derive the threshold from, in (0, 1)
   * @param masks which pixels are anomalous; null if that is not known
   * @throws UserException if a label does not occur, or an anomalous image has no mask
   */
  public static Evaluation evaluate(
      ScoringModel model,
      Dataset data,
      Set<String> normalLabels,
      double falseAlarmRate,
      @Nullable PixelMasks masks) {
    data.labelled(normalLabels);
    long start = System.nanoTime();
    List<Scored> scored = new ArrayList<>(data.size());
    PixelRanking pixels = new PixelRanking();
    Set<Output> fetch = EnumSet.of(Output.SCORE, Output.LATENT);
    if (masks != null) {
      fetch.add(Output.ERROR_MAP);
    }
    for (int from = 0; from < data.size(); from += BATCH) {
      List<Sample> batch = data.samples().subList(from, Math.min(data.size(), from + BATCH));
      Inference outputs = infer(model, batch, fetch);
      for (int i = 0; i < batch.size(); i++) {
        boolean anomalous = !normalLabels.contains(String.valueOf(batch.get(i).label()));
        scored.add(new Scored(batch.get(i), anomalous, outputs.score(i), outputs.latent(i)));
        if (masks != null) {
          ModelCard card = model.card();
          pixels.add(
              PixelRanking.smooth(
                  outputs.errorMap(i), card.imageInput().width(), card.score().smoothing()),
              masks.of(batch.get(i), anomalous, card.imageInput()));
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double[] anomalous = scores(scored, true);
    return new Evaluation(
        data,
        normalLabels,
        scored,
        anomalous.length == 0 ? null : RocCurve.of(scores(scored, false), anomalous),
        masks == null ? null : pixels.area(),
        falseAlarmRate,
        model.card().calibration().threshold(falseAlarmRate),
        seconds);
  }

  /** Runs a model on some images. */
  public static Inference infer(ScoringModel model, List<Sample> images, Set<Output> fetch) {
    ByteBuffer buffer = model.buffer(images.size());
    images.forEach(image -> buffer.put(image.pixels()));
    return model.infer(buffer, images.size(), fetch);
  }

  private static double[] scores(List<Scored> scored, boolean anomalous) {
    return scored.stream()
        .filter(image -> image.anomalous() == anomalous)
        .mapToDouble(Scored::score)
        .toArray();
  }
}
