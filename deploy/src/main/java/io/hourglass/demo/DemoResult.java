package io.hourglass.demo;

import io.hourglass.model.ModelCard;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.evaluate.Scored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What came out of the topics, beside what was sent.
 *
 * @param stream what was sent
 * @param latents from the latents topic
 * @param alerts from the alerts topic
 * @param deadLetters from the dead-letter topic
 * @param seconds from the first record sent to the last outcome read
 */
record DemoResult(
    DemoStream stream,
    List<LatentVector> latents,
    List<AnomalyAlert> alerts,
    List<DeadLetter> deadLetters,
    double seconds) {

  /** Area under the ROC curve of the scores on the latents topic. */
  double auroc() {
    return RocCurve.of(scores(false), scores(true)).area();
  }

  /** Share of the anomalous images that raised an alert. */
  double detectionRate() {
    return (double) alerts(true) / stream.images(true);
  }

  /** Share of the normal images that raised an alert. */
  double falseAlarmRate() {
    return (double) alerts(false) / stream.images(false);
  }

  /** Records sent and answered a second. */
  double recordsPerSecond() {
    return stream.records().size() / seconds;
  }

  /** Scores of the images that are anomalous, or of those that are not. */
  double[] scores(boolean anomalous) {
    return latents.stream()
        .filter(latent -> stream.isImage(latent.getId(), anomalous))
        .mapToDouble(LatentVector::getScore)
        .toArray();
  }

  /** The same as an evaluation of the model, so that it can be plotted as one. */
  Evaluation evaluation(ModelCard card) {
    List<Scored> scored = new ArrayList<>();
    for (LatentVector latent : latents) {
      DemoStream.Sent record = stream.find(latent.getId());
      if (record != null && record.image() != null) {
        scored.add(
            new Scored(
                record.image(), record.anomalous(), latent.getScore(), floats(latent.getValues())));
      }
    }
    List<Sample> images = scored.stream().map(Scored::sample).toList();
    return new Evaluation(
        new Dataset("demo", card.imageInput(), images),
        Set.of(),
        scored,
        RocCurve.of(scores(false), scores(true)),
        null,
        card.falseAlarmRate(),
        card.calibration().threshold(card.falseAlarmRate()),
        seconds);
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }

  private long alerts(boolean anomalous) {
    return alerts.stream().filter(alert -> stream.isImage(alert.getId(), anomalous)).count();
  }

  /**
   * What does not add up: every record must have exactly one latent or one dead letter. Empty if
   * all is well.
   */
  List<String> discrepancies() {
    List<String> found = new ArrayList<>();
    Set<String> positions = new HashSet<>();
    latents.forEach(latent -> count(positions, latent.getSourceRecord().toString(), found));
    deadLetters.forEach(letter -> count(positions, letter.getSourceRecord().toString(), found));
    if (positions.size() != stream.records().size()) {
      found.add(
          "%d records were sent, %d have an outcome"
              .formatted(stream.records().size(), positions.size()));
    }
    return found;
  }

  private static void count(Set<String> positions, String position, List<String> found) {
    if (!positions.add(position)) {
      found.add("more than one outcome for " + position);
    }
  }
}
