package io.hourglass.bench.speed;

/** Who turns images into latents. */
enum Contender {
  /** ONNX Runtime alone, in batches of 256 on all processors: no Kafka, the ceiling. */
  CEILING("ONNX Runtime alone"),
  /** Kafka Streams with one call of ONNX Runtime for each record. */
  NAIVE("Kafka Streams, a call a record"),
  /** A consumer and a producer, one call of ONNX Runtime for each poll, at least once. */
  LOOP("consumer and producer, a call a poll"),
  /** Hourglass at least once. */
  AT_LEAST_ONCE("Hourglass at_least_once"),
  /** Hourglass exactly once, its default. */
  EXACTLY_ONCE("Hourglass exactly_once_v2");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
