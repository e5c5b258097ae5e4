package io.hourglass.streams.infer;

import static io.hourglass.record.DeadLetterReason.MODEL_FAILURE;

import io.hourglass.image.UnusableImageException;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelException;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.streams.decode.DecodedImage;
import io.hourglass.streams.decode.ImageDecoder;
import io.hourglass.streams.decode.Subject;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.infer.Outcome.Scored;
import io.hourglass.streams.locate.Localizer;
import io.hourglass.streams.locate.Location;
import io.hourglass.streams.observe.Metrics;
import io.hourglass.streams.observe.Metrics.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes records and runs the model on them, as many as possible at a time.
 *
 * <p>The model runs once for latents and scores, and once more for the error maps of the images
 * with high scores alone: these are few, and an error map is as large as its image, so fetching it
 * for every image would cost more than it is worth.
 *
 * <p>Thread-safe. Each thread keeps one direct buffer for one batch.
 */
public final class Scorer {
  /** The most image bytes in one run; what the model takes for its layers grows with them. */
  static final int MAX_BATCH_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Scorer.class);
  private static final Set<Output> SCORE_AND_LATENT = EnumSet.of(Output.SCORE, Output.LATENT);
  private static final Set<Output> ERROR_MAP = EnumSet.of(Output.ERROR_MAP);

  private final ScoringModel model;
  private final ImageDecoder decoder;
  private final Localizer localizer;
  private final double locateFrom;
  private final Metrics metrics;
  private final ThreadLocal<Batch> batches;

  /**
   * @param model what to run; stays its owner's to close
   * @param decoder what reads the records' values
   * @param localizer what finds where the error is
   * @param locateFrom the score from which on to look where the error is
   * @param maxBatch the most images in one run
   * @param metrics where to count what happens
   */
  public Scorer(
      ScoringModel model,
      ImageDecoder decoder,
      Localizer localizer,
      double locateFrom,
      int maxBatch,
      Metrics metrics) {
    this.model = model;
    this.decoder = decoder;
    this.localizer = localizer;
    this.locateFrom = locateFrom;
    this.metrics = metrics;
    int capacity = batchSize(model.card().input().bytes(), maxBatch);
    this.batches = ThreadLocal.withInitial(() -> new Batch(model, capacity));
  }

  /**
   * Images that go through the model in one run.
   *
   * @param bytesEach bytes of one input
   * @param maxBatch the most that are allowed
   */
  public static int batchSize(int bytesEach, int maxBatch) {
    return Math.max(1, Math.min(maxBatch, MAX_BATCH_BYTES / bytesEach));
  }

  /** Scores one record. */
  public Outcome score(InputRecord record) {
    return score(List.of(record)).get(0);
  }

  /**
   * Scores records.
   *
   * @return an outcome for each, in the same order
   */
  public List<Outcome> score(List<InputRecord> records) {
    Outcome[] outcomes = new Outcome[records.size()];
    Batch batch = batches.get();
    batch.clear();
    for (int i = 0; i < outcomes.length; i++) {
      InputRecord record = records.get(i);
      long start = System.nanoTime();
      try {
        add(batch, i, record);
      } catch (UnusableImageException e) {
        outcomes[i] = new Rejected(record, e.reason(), String.valueOf(e.getMessage()));
      }
      metrics.took(Stage.DECODE, start);
      if (batch.isFull()) {
        run(batch, records, outcomes);
      }
    }
    run(batch, records, outcomes);
    return Arrays.asList(outcomes);
  }

  /**
   * Where the error of a scored record is. Mostly known already; looks again where the score was
   * not high enough at first.
   *
   * @return null if the model fails
   */
  public @Nullable Location locate(Scored scored) {
    if (scored.location() != null) {
      return scored.location();
    }
    Batch batch = batches.get();
    batch.clear();
    Outcome[] outcomes = {scored};
    try {
      add(batch, 0, scored.input());
    } catch (UnusableImageException e) {
      throw new IllegalStateException("an image that was scored must decode again", e);
    }
    locate(batch, List.of(0), outcomes);
    return ((Scored) outcomes[0]).location();
  }

  private void add(Batch batch, int index, InputRecord record) throws UnusableImageException {
    InputRecord.Ready window = record.window();
    if (window != null) {
      batch.add(new Batch.Row(index, window.info()), window.tensor());
    } else {
      DecodedImage image = decoder.decode(record.value());
      byte[] tensor = model.card().imageInput().tensor(image.pixels());
      batch.add(new Batch.Row(index, image.info()), tensor);
    }
  }

  private void run(Batch batch, List<InputRecord> records, Outcome[] outcomes) {
    List<Batch.Row> rows = batch.rows();
    if (rows.isEmpty()) {
      return;
    }
    metrics.batch(rows.size());
    long start = System.nanoTime();
    Inference together = inferTogether(batch);
    metrics.took(Stage.INFER, start);
    start = System.nanoTime();
    List<Integer> high = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Batch.Row image = rows.get(row);
      InputRecord record = records.get(image.index());
      Scored scored = together == null ? null : scored(record, image.subject(), together, row);
      outcomes[image.index()] =
          scored != null ? scored : scoreAlone(record, image.subject(), batch.image(row));
      if (outcomes[image.index()] instanceof Scored some && some.score() >= locateFrom) {
        high.add(row);
      }
    }
    locate(batch, high, outcomes);
    metrics.took(Stage.SCORE, start);
    batch.clear();
  }

  /** Null if the model fails; then each image must show alone whether it is the one to blame. */
  private @Nullable Inference inferTogether(Batch batch) {
    try {
      return model.infer(batch.images(), batch.rows().size(), SCORE_AND_LATENT);
    } catch (ModelException e) {
      LOG.debug("The model failed on a batch, whose images now run alone", e);
      return null;
    }
  }

  private Outcome scoreAlone(InputRecord record, Subject subject, ByteBuffer image) {
    try {
      Scored scored = scored(record, subject, model.infer(image, 1, SCORE_AND_LATENT), 0);
      return scored != null
          ? scored
          : new Rejected(record, MODEL_FAILURE, "the model's score or latent is not finite");
    } catch (ModelException e) {
      return new Rejected(record, MODEL_FAILURE, String.valueOf(e.getMessage()));
    }
  }

  /** Null if score or latent are not finite. */
  private static @Nullable Scored scored(
      InputRecord record, Subject subject, Inference inference, int index) {
    float score = inference.score(index);
    float[] latent = inference.latent(index);
    boolean finite = Float.isFinite(score);
    for (float component : latent) {
      finite &= Float.isFinite(component);
    }
    return finite ? new Scored(record, subject, score, latent, null) : null;
  }

  private void locate(Batch batch, List<Integer> rows, Outcome[] outcomes) {
    if (rows.isEmpty()) {
      return;
    }
    Inference maps;
    try {
      maps = model.infer(batch.compact(rows), rows.size(), ERROR_MAP);
    } catch (ModelException e) {
      LOG.warn("The model gives scores but no error maps: alerts go out without regions", e);
      return;
    }
    for (int i = 0; i < rows.size(); i++) {
      int index = batch.rows().get(rows.get(i)).index();
      Scored scored = (Scored) outcomes[index];
      outcomes[index] = scored.with(localizer.locate(maps.errorMap(i), scored.subject()));
    }
  }
}
