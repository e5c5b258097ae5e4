package io.hourglass.streams.window;

import static io.hourglass.record.DeadLetterReason.FROM_THE_FUTURE;
import static io.hourglass.record.DeadLetterReason.MISSING_CHANNEL;
import static io.hourglass.record.DeadLetterReason.OUT_OF_ORDER;
import static io.hourglass.record.DeadLetterReason.TOO_LARGE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.model.WindowInput;
import io.hourglass.record.SourceRecord;
import io.hourglass.streams.broker.RecordSize;
import io.hourglass.streams.config.AppConfig.Sensors;
import io.hourglass.streams.decode.Reading;
import io.hourglass.streams.decode.ReadingDecoder;
import io.hourglass.streams.decode.UnusableReadingException;
import io.hourglass.streams.infer.InputRecord;
import io.hourglass.streams.infer.Outcome;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.infer.Scorer;
import io.hourglass.streams.observe.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Collects each source's readings into windows, and scores windows, many at a time.
 *
 * <p>A window waits some milliseconds for others before it is scored, and a commit may come in
 * between: the window's reading is then done, and its score is not. That loses nothing, because the
 * store holds the readings and up to where windows are scored, and both are committed together with
 * the outputs. Whoever takes the store over, after a crash or a rebalance, finds the windows that
 * are still to be scored in it; their outputs have the source's name as key, and no headers. It
 * needs exactly-once processing: otherwise the store could be ahead of the outputs.
 */
public final class WindowProcessor implements ProcessorSupplier<byte[], byte[], byte[], Outcome> {
  static final String STORE = "readings";
  private static final Duration EXPIRY_EVERY = Duration.ofSeconds(30);

  private final WindowInput input;
  private final int stride;
  private final Sensors sensors;
  private final ReadingDecoder decoder;
  private final Scorer scorer;
  private final int maxBatch;
  private final String topic;
  private final Metrics metrics;

  /**
   * @param input the windows that the model takes
   * @param sensors how readings become windows
   * @param decoder what reads the records
   * @param scorer scores windows
   * @param maxBatch the most windows to score at a time
   * @param topic the input topic
   * @param metrics where to count what happens
   */
  public WindowProcessor(
      WindowInput input,
      Sensors sensors,
      ReadingDecoder decoder,
      Scorer scorer,
      int maxBatch,
      String topic,
      Metrics metrics) {
    this.input = input;
    this.stride = sensors.stride() == null ? input.stride() : sensors.stride();
    this.sensors = sensors;
    this.decoder = decoder;
    this.scorer = scorer;
    this.maxBatch = maxBatch;
    this.topic = topic;
    this.metrics = metrics;
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of()));
  }

  @Override
  public Processor<byte[], byte[], byte[], Outcome> get() {
    return new Windows();
  }

  /**
   * A window that waits to be scored.
   *
   * @param source whose readings it is made of
   * @param last number of its last reading
   */
  private record Waiting(
      String source,
      long last,
      byte @Nullable [] key,
      long timestamp,
      Headers headers,
      InputRecord record) {}

  private final class Windows implements Processor<byte[], byte[], byte[], Outcome> {
    private final Filler filler = new Filler(sensors.maxHeld());
    private final List<Waiting> waiting = new ArrayList<>();
    private Map<String, SourceReadings> sources = Map.of();
    private ProcessorContext<byte[], Outcome> context;
    private ReadingStore store;

    @SuppressWarnings("NullAway.Init") // init() comes before all else
    Windows() {}

    @Override
    public void init(ProcessorContext<byte[], Outcome> context) {
      this.context = context;
      store = new ReadingStore(context.getStateStore(STORE), input);
      // Twice a window: what waits must not be overwritten before it is scored.
      sources = new HashMap<>(store.load(2 * input.length()));
      metrics.sources(sources.size());
      sources.values().forEach(this::findUnscored);
      context.schedule(
          Duration.ofMillis(sensors.maxWaitMillis()),
          PunctuationType.WALL_CLOCK_TIME,
          now -> score());
      context.schedule(EXPIRY_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> expire());
    }

    private void findUnscored(SourceReadings readings) {
      Slot last = readings.last();
      if (last == null) {
        return;
      }
      for (long at = Math.max(0, readings.scored() + 1); at <= last.index(); at++) {
        if (readings.isDue(at, input, stride)) {
          InputRecord window =
              readings.window(at, input, topic, context.taskId().partition(), null);
          if (window != null) {
            waiting.add(
                new Waiting(
                    readings.source(),
                    at,
                    readings.source().getBytes(UTF_8),
                    window.origin().getTimestamp().toEpochMilli(),
                    new RecordHeaders(),
                    window));
          }
        }
      }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      RecordMetadata at = context.recordMetadata().orElseThrow();
      InputRecord read =
          new InputRecord(
              new SourceRecord(
                  topic, at.partition(), at.offset(), Instant.ofEpochMilli(record.timestamp())),
              record.value());
      try {
        take(record, read, decode(record));
        metrics.processed(null, record.timestamp());
      } catch (UnusableReadingException e) {
        context.forward(
            record.withValue(new Rejected(read, e.reason(), String.valueOf(e.getMessage()))));
        metrics.processed(e.reason(), record.timestamp());
      }
      if (waiting.size() >= maxBatch) {
        score();
      }
    }

    private Reading decode(Record<byte[], byte[]> record) throws UnusableReadingException {
      int attached = RecordSize.keyAndHeaders(record.key(), record.headers());
      if (attached > RecordSize.MAX_KEY_AND_HEADERS) {
        throw new UnusableReadingException(
            TOO_LARGE,
            "key and headers have %d bytes; at most %d can be passed on"
                .formatted(attached, RecordSize.MAX_KEY_AND_HEADERS));
      }
      Reading reading = decoder.decode(record.key(), record.value(), record.timestamp());
      long ahead = reading.time() - record.timestamp();
      if (ahead > 1000L * sensors.maxAheadSeconds()) {
        throw new UnusableReadingException(
            FROM_THE_FUTURE,
            "the reading was measured %,d s after its record was written; at most %d s are allowed"
                .formatted(ahead / 1000, sensors.maxAheadSeconds()));
      }
      return reading;
    }

    private void take(Record<byte[], byte[]> record, InputRecord read, Reading reading)
        throws UnusableReadingException {
      SourceReadings readings = sources.get(reading.source());
      Slot before = readings == null ? null : readings.last();
      if (before != null && reading.time() < before.time()) {
        throw new UnusableReadingException(
            OUT_OF_ORDER,
            "the reading is of %s, but %s has given one of %s already"
                .formatted(
                    Instant.ofEpochMilli(reading.time()),
                    reading.source(),
                    Instant.ofEpochMilli(before.time())));
      }
      if (before != null && input.resampled() && periods(before, reading) == 0) {
        metrics.surplus();
        return;
      }
      Slot slot = next(reading, before, read.origin());
      if (readings == null) {
        readings = new SourceReadings(reading.source(), 2 * input.length());
        sources.put(reading.source(), readings);
        metrics.sources(1);
      }
      if (before != null && slot.since() < slot.index()) {
        for (Slot empty = Filler.after(before, slot);
            empty != null;
            empty = Filler.after(empty, slot)) {
          append(record, read, readings, empty);
        }
      }
      append(record, read, readings, slot);
    }

    /** How many periods of the fixed rate lie between a reading and the next. */
    private long periods(Slot before, Reading next) {
      return input.period((double) next.time()) - input.period((double) before.time());
    }

    private void append(
        Record<byte[], byte[]> record, InputRecord read, SourceReadings readings, Slot slot) {
      store.put(readings.source(), readings.add(slot), slot);
      if (readings.isDue(slot.index(), input, stride)) {
        InputRecord window =
            readings.window(slot.index(), input, topic, read.origin().getPartition(), read.value());
        if (window != null) {
          scoreBeforeItIsOverwritten(readings.source(), slot.index());
          waiting.add(
              new Waiting(
                  readings.source(),
                  slot.index(),
                  record.key(),
                  record.timestamp(),
                  record.headers(),
                  window));
        }
      }
    }

    private Slot next(Reading reading, @Nullable Slot before, SourceRecord origin)
        throws UnusableReadingException {
      long empty = before == null || !input.resampled() ? 0 : periods(before, reading) - 1;
      boolean gap =
          before != null && (empty > sensors.maxHeld() || isGap(reading.time() - before.time()));
      if (gap) {
        metrics.gap();
      }
      byte[] held = filler.fill(reading.values(), gap ? null : before);
      if (held == null) {
        forget(reading.source());
        throw new UnusableReadingException(
            MISSING_CHANNEL,
            "a channel of %s has no value, and none in the %d readings before"
                .formatted(reading.source(), sensors.maxHeld()));
      }
      metrics.held(Filler.count(held));
      long index = before == null ? 0 : before.index() + 1 + (gap ? 0 : empty);
      return new Slot(
          index,
          gap || before == null ? index : before.since(),
          reading.time(),
          origin.getOffset(),
          origin.getTimestamp().toEpochMilli(),
          reading.values(),
          held);
    }

    /** Its next window begins with its next reading. */
    private void forget(String source) {
      SourceReadings readings = sources.get(source);
      if (readings != null) {
        scoreAll(source);
        sources.remove(source);
        store.remove(readings);
        metrics.sources(-1);
      }
    }

    private boolean isGap(long step) {
      return input.periodMillis() != null && step > WindowInput.GAP * input.periodMillis();
    }

    /** The store must hold whatever waits. */
    private void scoreBeforeItIsOverwritten(String source, long last) {
      for (Waiting window : waiting) {
        if (window.source.equals(source)) {
          if (last - window.last >= input.length() - 1) {
            score();
          }
          return;
        }
      }
    }

    private void scoreAll(String source) {
      if (waiting.stream().anyMatch(window -> window.source.equals(source))) {
        score();
      }
    }

    private void score() {
      if (waiting.isEmpty()) {
        return;
      }
      List<Outcome> outcomes = scorer.score(waiting.stream().map(Waiting::record).toList());
      for (int i = 0; i < outcomes.size(); i++) {
        Waiting window = waiting.get(i);
        context.forward(
            new Record<>(window.key, outcomes.get(i), window.timestamp, window.headers));
        if (outcomes.get(i) instanceof Rejected rejected) {
          metrics.failed(rejected.reason());
        }
        SourceReadings readings = sources.get(window.source);
        if (readings != null) {
          readings.scoredTo(window.last);
          store.putScored(window.source, window.last);
        }
      }
      waiting.clear();
    }

    private void expire() {
      long oldest = context.currentStreamTimeMs() - 1000L * sensors.expireAfterSeconds();
      for (SourceReadings readings : List.copyOf(sources.values())) {
        Slot last = readings.last();
        if (last != null && last.written() < oldest) {
          forget(readings.source());
        }
      }
    }

    @Override
    public void close() {
      metrics.sources(-sources.size());
    }
  }
}
