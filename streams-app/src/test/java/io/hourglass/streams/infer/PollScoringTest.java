package io.hourglass.streams.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.TestModels;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.infer.Outcome.Scored;
import io.hourglass.streams.locate.Localizer;
import io.hourglass.streams.observe.Metrics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollScoringTest {
  private static final TopicPartition FIRST = new TopicPartition("images", 0);
  private static final TopicPartition SECOND = new TopicPartition("images", 1);

  private final PolledOutcomes outcomes = new PolledOutcomes();

  @Test
  void everyPolledRecordHasItsOutcome(@TempDir Path folder) {
    byte[] png = ImageCodec.png(new Pixels(8, 8, 1, new byte[64]));
    var polled =
        new ConsumerRecords<byte[], byte[]>(
            Map.of(
                FIRST,
                List.of(
                    new ConsumerRecord<>("images", 0, 10, null, png),
                    new ConsumerRecord<>("images", 0, 12, null, null)),
                SECOND,
                List.of(new ConsumerRecord<>("images", 1, 0, null, png))),
            Map.of());

    try (ScoringModel model = TestModels.openTiny(folder)) {
      var unused = new PollScoring(scorer(model), outcomes).after(polled, Set.of(FIRST, SECOND));
    }

    assertThat(outcomes.size()).isEqualTo(3);
    assertThat(outcomes.take(FIRST, 10)).isInstanceOf(Scored.class);
    assertThat(outcomes.take(FIRST, 12)).isInstanceOf(Rejected.class);
    Outcome last = outcomes.take(SECOND, 0);
    assertThat(last).isInstanceOf(Scored.class);
    // A record without a valid timestamp (-1) counts as one of 1970.
    assertThat(last == null ? null : last.input().origin())
        .isEqualTo(new SourceRecord("images", 1, 0L, Instant.EPOCH));
    assertThat(outcomes.size()).isZero();
  }

  @Test
  void anOutcomeCanBeTakenOnce() {
    outcomes.put(FIRST, 5, outcome(5));

    assertThat(outcomes.take(FIRST, 5)).isNotNull();
    assertThat(outcomes.take(FIRST, 5)).isNull();
    assertThat(outcomes.take(SECOND, 5)).isNull();
  }

  @Test
  void takingDropsWhatWasSkipped() {
    for (long offset = 0; offset < 10; offset++) {
      outcomes.put(FIRST, offset, outcome(offset));
      outcomes.put(SECOND, offset, outcome(offset));
    }

    assertThat(outcomes.take(FIRST, 7)).isEqualTo(outcome(7));

    assertThat(outcomes.take(FIRST, 6)).isNull();
    assertThat(outcomes.size()).isEqualTo(2 + 10);
  }

  @Test
  void forgetsAPartitionAlone() {
    outcomes.put(FIRST, 1, outcome(1));
    outcomes.put(SECOND, 1, outcome(1));

    outcomes.forget(FIRST);

    assertThat(outcomes.take(FIRST, 1)).isNull();
    assertThat(outcomes.take(SECOND, 1)).isNotNull();
  }

  @Test
  void forgetsWhatIsReadElsewhereNow(@TempDir Path folder) {
    ConsumerRecords<byte[], byte[]> nothing = new ConsumerRecords<>(Map.of(), Map.of());
    outcomes.put(FIRST, 1, outcome(1));
    outcomes.put(SECOND, 1, outcome(1));
    try (ScoringModel model = TestModels.openTiny(folder)) {
      PollScoring scoring = new PollScoring(scorer(model), outcomes);

      var before = scoring.after(nothing, Set.of(FIRST, SECOND));
      var after = scoring.after(nothing, Set.of(FIRST));

      assertThat(List.of(before, after)).containsOnly(nothing);
    }
    assertThat(outcomes.take(FIRST, 1)).isNotNull();
    assertThat(outcomes.take(SECOND, 1)).isNull();
  }

  private static Scorer scorer(ScoringModel model) {
    return new Scorer(
        model,
        new ImageDecoder(InputFormat.AUTO, 1000),
        Localizer.of(model.card(), true),
        1,
        256,
        new Metrics());
  }

  private static Outcome outcome(long offset) {
    return new Rejected(
        new InputRecord(new SourceRecord("images", 0, offset, Instant.EPOCH), null),
        io.hourglass.record.DeadLetterReason.NULL_VALUE,
        "");
  }
}
