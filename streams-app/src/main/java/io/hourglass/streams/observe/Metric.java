package io.hourglass.streams.observe;

/**
 * Every metric of the application itself, and those of Kafka and of the JVM that dashboards and
 * alert rules use: the catalogue that {@code docs/metrics.md} is made of.
 */
public enum Metric {
  RECORDS(
      Type.COUNTER,
      "hourglass.records",
      "Input records that were processed, whatever became of them.",
      ""),
  DEAD_LETTERS(
      Type.COUNTER, "hourglass.dead.letters", "Records that could not be processed.", "reason"),
  ALERTS(Type.COUNTER, "hourglass.alerts", "Alerts.", "severity"),
  SCORE(
      Type.SUMMARY,
      "hourglass.score",
      "Reconstruction errors, in the unit that the model's card states.",
      ""),
  PROBABILITY(
      Type.SUMMARY,
      "hourglass.probability",
      "Probability that a normal record scores as high. As long as records are like those the "
          + "model was calibrated on, a tenth of them lies below 0.1, a hundredth below 0.01.",
      ""),
  BATCH(Type.SUMMARY, "hourglass.batch", "Images or windows in one run of the model.", ""),
  SOURCES(Type.GAUGE, "hourglass.sources", "Sources whose readings are kept for windows.", ""),
  HELD(
      Type.COUNTER,
      "hourglass.held.values",
      "Values that were missing in a reading, and taken from the one before.",
      ""),
  GAPS(
      Type.COUNTER,
      "hourglass.gaps",
      "Times that a source's windows began anew, because its time had leapt.",
      ""),
  SURPLUS(
      Type.COUNTER,
      "hourglass.surplus.readings",
      "Readings after the first of a period, which do not count where the model takes a fixed rate.",
      ""),
  STAGE(
      Type.TIMER,
      "hourglass.stage",
      "Time of one step. decode: one record to the model's input; infer: one run of the model; "
          + "score: what is read from that run, with the place of the error of high scores.",
      "stage"),
  END_TO_END(
      Type.TIMER,
      "hourglass.end.to.end",
      "From a record's timestamp until its outputs are handed to Kafka's producer. Readers of "
          + "committed records see them a commit later (kafka.commit.interval.ms).",
      ""),
  MODEL(
      Type.GAUGE,
      "hourglass.model",
      "1 for the model in use, which the labels name.",
      "name, version, family"),
  LAG(
      Type.GAUGE,
      "kafka.consumer.fetch.manager.records.lag",
      "Records of a partition that are still to be read. Kafka's own.",
      "client_id, topic, partition"),
  STREAM_THREADS(
      Type.GAUGE,
      "kafka.stream.alive.stream.threads",
      "Threads of Kafka Streams that run. Kafka's own.",
      "client_id"),
  MEMORY(
      Type.GAUGE,
      "jvm.memory.used.bytes",
      "Memory in use, by area (heap, nonheap) and pool. The JVM's own.",
      "area, id"),
  BUFFERS(
      Type.GAUGE,
      "jvm.buffer.memory.used.bytes",
      "Memory outside the heap that Java's buffers take, images on their way to the model among "
          + "it. The JVM's own.",
      "id"),
  COLLECTIONS(
      Type.SUMMARY,
      "jvm.gc.pause.seconds",
      "Pauses of the garbage collector: _count and _sum. The JVM's own.",
      "action, cause, gc"),
  PROCESSORS(
      Type.GAUGE,
      "process.cpu.usage",
      "Share of the processors that this process uses, 0 to 1. The JVM's own.",
      "");

  /** What Prometheus makes of a metric. */
  enum Type {
    /** Only grows while the process lives; its name ends in {@code _total}. */
    COUNTER("counter", "_total"),
    /** A value that goes up and down. */
    GAUGE("gauge", ""),
    /** Values by buckets: {@code _bucket}, {@code _count}, {@code _sum}. */
    SUMMARY("histogram", ""),
    /** Durations in seconds, as {@link #SUMMARY}. */
    TIMER("histogram", "_seconds");

    private final String exposed;
    private final String suffix;

    Type(String exposed, String suffix) {
      this.exposed = exposed;
      this.suffix = suffix;
    }

    /** Prometheus' word for it. */
    String exposed() {
      return exposed;
    }
  }

  private final Type type;
  private final String key;
  private final String description;
  private final String labels;

  Metric(Type type, String key, String description, String labels) {
    this.type = type;
    this.key = key;
    this.description = description;
    this.labels = labels;
  }

  Type type() {
    return type;
  }

  /** Micrometer's name. */
  String key() {
    return key;
  }

  String description() {
    return description;
  }

  /** Their names; empty if there are none. */
  String labels() {
    return labels;
  }

  /** The name under which Prometheus finds it. */
  public String exposedName() {
    return key.replace('.', '_') + type.suffix;
  }
}
