package io.hourglass.streams.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.TestModels;
import io.hourglass.streams.config.InputFormat;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.infer.Outcome.Scored;
import io.hourglass.streams.locate.Localizer;
import io.hourglass.streams.locate.Location;
import io.hourglass.streams.observe.Metrics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScorerTest {
  @TempDir Path folder;
  private final Random random = new Random(7);
  private @Nullable ScoringModel model;

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100, 256})
  void scoresManyAsItScoresEachAlone(int maxBatch) {
    Scorer scorer = scorer(TestModels.openTiny(folder), 0.17, maxBatch);
    List<InputRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      records.add(record(i, i % 7 == 3 ? new byte[] {1, 2, 3} : image(random.nextInt(256))));
    }

    List<Outcome> together = scorer.score(records);

    assertThat(together).hasSameSizeAs(records);
    int located = 0;
    for (int i = 0; i < records.size(); i++) {
      Outcome alone = scorer.score(records.get(i));
      assertThat(together.get(i).input()).isSameAs(records.get(i));
      if (i % 7 == 3) {
        assertThat(together.get(i)).isEqualTo(alone).isInstanceOf(Rejected.class);
      } else {
        assertSame((Scored) together.get(i), (Scored) alone);
        located += ((Scored) alone).location() == null ? 0 : 1;
      }
    }
    assertThat(located).isBetween(10, 80);
  }

  @Test
  void looksWhereTheErrorIsFromAScoreOn() {
    Scorer scorer = scorer(TestModels.openTiny(folder), 0.15, 256);

    for (int i = 0; i < 20; i++) {
      Scored scored = (Scored) scorer.score(record(i, image(random.nextInt(256))));
      assertThat(scored.location() != null).isEqualTo(scored.score() >= 0.15);
    }
  }

  @Test
  void locatesLaterWhatItDidNotLookAt() {
    byte[] value = image(100);
    Scorer early = scorer(TestModels.openTiny(folder), 0, 256);
    Location expected = ((Scored) early.score(record(0, value))).location();
    Scorer late = scorer(TestModels.openTiny(folder), Double.MAX_VALUE, 256);
    Scored scored = (Scored) late.score(record(0, value));

    assertThat(scored.location()).isNull();
    assertThat(late.locate(scored)).usingRecursiveComparison().isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {TestModels.FAILURE, TestModels.NOT_A_NUMBER})
  void rejectsOnlyTheImageTheModelFailsOn(int culprit) {
    Scorer scorer = scorer(TestModels.openFaulty(folder), 0, 256);
    List<InputRecord> records = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      records.add(record(i, image(i == 20 || i == 49 ? culprit : 1 + random.nextInt(254))));
    }

    List<Outcome> outcomes = scorer.score(records);

    for (int i = 0; i < records.size(); i++) {
      if (i == 20 || i == 49) {
        Rejected rejected = (Rejected) outcomes.get(i);
        assertThat(rejected.reason()).isEqualTo(DeadLetterReason.MODEL_FAILURE);
        assertThat(rejected.detail())
            .contains(culprit == TestModels.FAILURE ? "ONNX Runtime failed" : "not finite");
      } else {
        assertThat(outcomes.get(i)).isInstanceOf(Scored.class);
      }
    }
  }

  @Test
  void servesManyThreadsAtOnce() throws Exception {
    Scorer scorer = scorer(TestModels.openTiny(folder), 0.17, 8);
    List<InputRecord> records = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      records.add(record(i, image(i)));
    }
    List<Outcome> expected = scorer.score(records);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Outcome>>> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        results.add(threads.submit(() -> scorer.score(records)));
      }
      for (Future<List<Outcome>> result : results) {
        for (int i = 0; i < records.size(); i++) {
          assertSame((Scored) result.get().get(i), (Scored) expected.get(i));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void boundsABatchByRowsAndBytes() {
    assertThat(Scorer.batchSize(784, 256)).isEqualTo(256);
    assertThat(Scorer.batchSize(3 * 256 * 256, 256)).isEqualTo(21);
    assertThat(Scorer.batchSize(3 * 4096 * 4096, 256)).isEqualTo(1);
    assertThat(Scorer.batchSize(784, 1)).isEqualTo(1);
  }

  private Scorer scorer(ScoringModel opened, double locateFrom, int maxBatch) {
    close();
    model = opened;
    return new Scorer(
        opened,
        new ImageDecoder(InputFormat.AUTO, 1000),
        Localizer.of(opened.card(), true),
        locateFrom,
        maxBatch,
        new Metrics());
  }

  private byte[] image(int first) {
    byte[] samples = new byte[64];
    random.nextBytes(samples);
    samples[0] = (byte) first;
    return ImageCodec.png(new Pixels(8, 8, 1, samples));
  }

  private static InputRecord record(long offset, byte[] value) {
    return new InputRecord(new SourceRecord("images", 0, offset, Instant.EPOCH), value);
  }

  /** A sum's terms may be added in another order in a batch of another size. */
  private static void assertSame(Scored actual, Scored expected) {
    assertThat(actual.score()).isCloseTo(expected.score(), within(1e-5f));
    assertThat(actual.latent()).containsExactly(expected.latent(), within(1e-5f));
    assertThat(actual.subject()).isEqualTo(expected.subject());
    assertThat(actual.location() == null).isEqualTo(expected.location() == null);
  }
}
