package io.hourglass.streams.observe;

import io.hourglass.model.ModelCard;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.LatentVector;
import io.hourglass.record.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * The application's meters, all there from the start, so that counting a record is a few additions.
 *
 * <p>Thread-safe.
 */
public final class Metrics implements AutoCloseable {
  /** The steps whose time is taken. */
  public enum Stage {
    DECODE,
    INFER,
    SCORE
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private @Nullable KafkaStreamsMetrics kafka;

  private final Counter records = counter(Metric.RECORDS, Tags.empty());
  private final Map<DeadLetterReason, Counter> deadLetters =
      each(
          DeadLetterReason.class,
          reason -> counter(Metric.DEAD_LETTERS, Tags.of("reason", lowerCase(reason))));
  private final Map<Severity, Counter> alerts =
      each(
          Severity.class,
          severity -> counter(Metric.ALERTS, Tags.of("severity", lowerCase(severity))));
  private final DistributionSummary score = summary(Metric.SCORE, steps(1e-5, 1e3, 1, 2, 5));
  private final DistributionSummary probability =
      summary(Metric.PROBABILITY, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.1, 0.25, 0.5, 0.75, 1);
  private final DistributionSummary batch =
      summary(Metric.BATCH, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096);
  private final Map<Stage, Timer> stages =
      each(
          Stage.class,
          stage -> timer(Metric.STAGE, Tags.of("stage", lowerCase(stage)), steps(1e-5, 10, 1, 3)));
  private final Timer endToEnd =
      timer(Metric.END_TO_END, Tags.empty(), steps(1e-3, 1e3, 1, 2.5, 5));
  private final AtomicInteger sources = gauge(Metric.SOURCES);
  private final Counter held = counter(Metric.HELD, Tags.empty());
  private final Counter gaps = counter(Metric.GAPS, Tags.empty());
  private final Counter surplus = counter(Metric.SURPLUS, Tags.empty());
  private final MultiGauge model =
      MultiGauge.builder(Metric.MODEL.key())
          .description(Metric.MODEL.description())
          .register(registry);

  /** Makes all meters. */
  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /** Takes in what Kafka Streams and its clients measure. */
  void bind(KafkaStreams streams) {
    kafka = new KafkaStreamsMetrics(streams);
    kafka.bindTo(registry);
  }

  /** Says which model is in use. */
  public void use(ModelCard card) {
    model.register(
        List.of(
            MultiGauge.Row.of(
                Tags.of("name", card.name(), "version", card.version(), "family", card.family()),
                1)),
        true);
  }

  /**
   * A record has been processed.
   *
   * @param reason why it became a dead letter; null if it did not
   * @param timestamp its timestamp, milliseconds since 1970
   */
  public void processed(@Nullable DeadLetterReason reason, long timestamp) {
    records.increment();
    if (reason != null) {
      Objects.requireNonNull(deadLetters.get(reason)).increment();
    }
    endToEnd.record(Math.max(0, System.currentTimeMillis() - timestamp), TimeUnit.MILLISECONDS);
  }

  /** A window of readings, which were processed before, became a dead letter. */
  public void failed(DeadLetterReason reason) {
    Objects.requireNonNull(deadLetters.get(reason)).increment();
  }

  /** So many sources more, or fewer, have readings that are kept. */
  public void sources(int more) {
    sources.addAndGet(more);
  }

  /** So many values of a reading were taken from the one before. */
  public void held(int values) {
    held.increment(values);
  }

  /** A source's windows begin anew. */
  public void gap() {
    gaps.increment();
  }

  /** A reading was not the first of its period. */
  public void surplus() {
    surplus.increment();
  }

  /** A record has been scored. */
  public void scored(LatentVector latent) {
    score.record(latent.getScore());
    probability.record(latent.getProbability());
  }

  /** A record is an alert. */
  public void alerted(Severity severity) {
    Objects.requireNonNull(alerts.get(severity)).increment();
  }

  /** The model runs for so many images. */
  public void batch(int images) {
    batch.record(images);
  }

  /**
   * A step has ended.
   *
   * @param start when it began, by {@link System#nanoTime()}
   */
  public void took(Stage stage, long start) {
    Objects.requireNonNull(stages.get(stage))
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  /** Everything in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    if (kafka != null) {
      kafka.close();
    }
    garbageCollection.close();
    registry.close();
  }

  private Counter counter(Metric metric, Tags tags) {
    return Counter.builder(metric.key())
        .description(metric.description())
        .tags(tags)
        .register(registry);
  }

  private AtomicInteger gauge(Metric metric) {
    AtomicInteger value = new AtomicInteger();
    Gauge.builder(metric.key(), value, AtomicInteger::get)
        .description(metric.description())
        .register(registry);
    return value;
  }

  private DistributionSummary summary(Metric metric, double... buckets) {
    return DistributionSummary.builder(metric.key())
        .description(metric.description())
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  private Timer timer(Metric metric, Tags tags, double... seconds) {
    return Timer.builder(metric.key())
        .description(metric.description())
        .tags(tags)
        .serviceLevelObjectives(
            Arrays.stream(seconds)
                .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                .toArray(Duration[]::new))
        .register(registry);
  }

  /** The mantissas times each power of ten, from the first to the last. */
  private static double[] steps(double first, double last, double... mantissas) {
    return java.util.stream.IntStream.rangeClosed(
            (int) Math.round(Math.log10(first)), (int) Math.round(Math.log10(last)))
        .boxed()
        .flatMap(
            power ->
                Arrays.stream(mantissas)
                    .mapToObj(mantissa -> Double.valueOf(mantissa + "e" + power)))
        .mapToDouble(Double::doubleValue)
        .filter(bound -> bound <= last)
        .toArray();
  }

  private static <E extends Enum<E>, V> Map<E, V> each(Class<E> type, Function<E, V> meter) {
    Map<E, V> meters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      meters.put(constant, meter.apply(constant));
    }
    return meters;
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
