package io.hourglass.bench.speed;

import java.util.List;
import java.util.Locale;

/** Who turns images into latents. */
enum Contender {
  /** ONNX Runtime alone, in batches on all processors: no Kafka, the ceiling. */
  CEILING("ONNX Runtime alone"),
  /** Kafka Streams that passes records on as they are: no model, the floor of latency. */
  ECHO("Kafka Streams, no model"),
  /** Kafka Streams with one call of ONNX Runtime for each record. */
  NAIVE("Kafka Streams, a call a record"),
  /** Kafka Streams with a random cut forest for each source of readings, in place of a model. */
  FOREST("Kafka Streams, random cut forests"),
  /** A consumer and a producer, one call of ONNX Runtime for each poll, at least once. */
  LOOP("consumer and producer, a call a poll"),
  /** Apache Flink with one call of ONNX Runtime for each record, at least once. */
  FLINK("Flink, a call a record"),
  /** Apache Flink with one call for as many records as come within some milliseconds. */
  FLINK_BATCHED("Flink, a call a batch"),
  /** Hourglass at least once. */
  AT_LEAST_ONCE("Hourglass at_least_once"),
  /** Hourglass exactly once, its default. */
  EXACTLY_ONCE("Hourglass exactly_once_v2"),
  /** Hourglass at least once with the quantised model. */
  INT8_AT_LEAST_ONCE("Hourglass at_least_once, int8"),
  /** Hourglass exactly once with the quantised model. */
  INT8_EXACTLY_ONCE("Hourglass exactly_once_v2, int8");

  /** Those whose rates are compared. */
  static final String RATES =
      "CEILING,NAIVE,LOOP,FLINK,FLINK_BATCHED,AT_LEAST_ONCE,EXACTLY_ONCE,INT8_AT_LEAST_ONCE,INT8_EXACTLY_ONCE";

  /** Those whose latencies are compared: those that keep up. */
  static final String LATENCIES =
      "ECHO,LOOP,FLINK_BATCHED,AT_LEAST_ONCE,EXACTLY_ONCE,INT8_AT_LEAST_ONCE";

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  boolean int8() {
    return this == INT8_AT_LEAST_ONCE || this == INT8_EXACTLY_ONCE;
  }

  /** Its name in topics and files. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What its JVM is started with. */
  List<String> jvmOptions() {
    return switch (this) {
      // Flink's serialisers look into the JDK's own classes.
      case FLINK, FLINK_BATCHED ->
          List.of(
              "-Xmx1g",
              "--add-opens=java.base/java.util=ALL-UNNAMED",
              "--add-opens=java.base/java.lang=ALL-UNNAMED");
      // A thousand forests do not fit into less.
      case FOREST -> List.of("-Xmx8g");
      default -> List.of("-Xmx1g");
    };
  }
}
