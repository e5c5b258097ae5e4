package io.hourglass.streams.write;

import io.hourglass.model.ModelCard;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.streams.decide.Verdict;
import io.hourglass.streams.decode.ImageInfo;
import io.hourglass.streams.decode.Subject;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.infer.Outcome.Scored;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of the output topics.
 *
 * <p>Thread-safe.
 */
public final class OutputRecords {
  private final ModelCard card;
  private final Clock clock;

  /**
   * @param card of the model that scores
   * @param clock tells when something failed
   */
  public OutputRecords(ModelCard card, Clock clock) {
    this.card = card;
    this.clock = clock;
  }

  /** What the model made of a record. */
  public LatentVector latent(Scored scored) {
    List<Float> values = new ArrayList<>(scored.latent().length);
    for (float value : scored.latent()) {
      values.add(value);
    }
    return new LatentVector(
        scored.subject().id(),
        scored.subject().source(),
        scored.input().origin(),
        card.name(),
        card.version(),
        card.latentShape(),
        values,
        scored.score(),
        card.calibration().probability(scored.score()),
        scored.subject().window());
  }

  /** That a record is not normal. */
  public AnomalyAlert alert(Verdict verdict) {
    Scored scored = verdict.scored();
    Subject subject = scored.subject();
    ImageInfo image = subject instanceof ImageInfo info ? info : null;
    return new AnomalyAlert(
        subject.id(),
        subject.source(),
        image == null ? null : image.capturedAt(),
        scored.input().origin(),
        card.name(),
        card.version(),
        scored.score(),
        verdict.threshold(),
        verdict.probability(),
        verdict.severity(),
        image == null ? 0 : image.width(),
        image == null ? 0 : image.height(),
        verdict.location().regions(),
        buffer(verdict.location().heatmap()),
        subject.window(),
        verdict.location().channels());
  }

  /**
   * That a record could not be processed.
   *
   * @param key the record's key
   */
  public DeadLetter deadLetter(byte @Nullable [] key, Rejected rejected) {
    return new DeadLetter(
        rejected.input().origin(),
        rejected.reason(),
        rejected.detail(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        buffer(key),
        buffer(rejected.input().value()));
  }

  /** The alert without its heatmap, which is most of it. */
  public static AnomalyAlert withoutHeatmap(AnomalyAlert alert) {
    return AnomalyAlert.newBuilder(alert).clearHeatmap().build();
  }

  /** The dead letter without the record's value, which still lies where it came from. */
  public static DeadLetter withoutValue(DeadLetter letter) {
    return DeadLetter.newBuilder(letter)
        .setDetail(letter.getDetail() + "; the value is too large to be repeated here")
        .clearValue()
        .build();
  }

  /** The dead letter without the record's key, which still lies where it came from. */
  public static DeadLetter withoutKey(DeadLetter letter) {
    return DeadLetter.newBuilder(letter)
        .setDetail(letter.getDetail() + "; the key is too large to be repeated here")
        .clearKey()
        .build();
  }

  private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
