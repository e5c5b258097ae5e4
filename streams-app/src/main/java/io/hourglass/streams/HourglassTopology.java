package io.hourglass.streams;

import io.hourglass.streams.config.AppConfig.Topics;
import io.hourglass.streams.decide.Decide;
import io.hourglass.streams.infer.EventTime;
import io.hourglass.streams.infer.Outcome;
import io.hourglass.streams.infer.Outcome.Rejected;
import io.hourglass.streams.infer.Outcome.Scored;
import io.hourglass.streams.infer.PolledOutcomes;
import io.hourglass.streams.infer.ScoreProcessor;
import io.hourglass.streams.infer.Scorer;
import io.hourglass.streams.observe.Metrics;
import io.hourglass.streams.registry.Codec;
import io.hourglass.streams.window.WindowProcessor;
import io.hourglass.streams.write.Encode;
import io.hourglass.streams.write.OutputRecords;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The whole flow, from the input topic to the three output topics. Every image, or window of
 * readings, ends as exactly one latent or one dead letter, and so does every reading that is not
 * usable as a dead letter; a latent may be joined by one alert. Keys, headers and timestamps are
 * those of the input record.
 *
 * <pre>
 * images -> score -+-> latent ----------------------> latents
 *                  |     +---> decide -> alert -----> alerts
 *                  +-> dead-letter -----------------> dead-letters
 * </pre>
 *
 * @param topics where records are read from and written to
 * @param scoring makes outcomes of records
 * @param decide which scores are alerts
 * @param records makes the records of the output topics
 * @param codec makes bytes of them
 * @param maxBytes the largest batch that each output topic takes
 * @param metrics where to count what happens
 */
record HourglassTopology(
    Topics topics,
    Scoring scoring,
    Decide decide,
    OutputRecords records,
    Codec codec,
    Map<String, Integer> maxBytes,
    Metrics metrics) {
  private static final Serde<byte[]> BYTES = Serdes.ByteArray();

  /**
   * From records to outcomes.
   *
   * @param input what the records are
   * @param step processes them
   */
  record Scoring(String input, Function<KStream<byte[], byte[]>, KStream<byte[], Outcome>> step) {

    /**
     * Each record is an image.
     *
     * @param scorer decodes and scores; see {@link io.hourglass.streams.infer} for when
     * @param polled what was scored when it was polled
     */
    static Scoring ofImages(Scorer scorer, PolledOutcomes polled, Metrics metrics) {
      return new Scoring(
          "images",
          images ->
              images.processValues(
                  () -> new ScoreProcessor(scorer, polled, metrics), Named.as("score")));
    }

    /** Records are readings, of which windows are made. */
    static Scoring ofWindows(WindowProcessor windows) {
      return new Scoring("readings", readings -> readings.process(windows, Named.as("windows")));
    }
  }

  Topology build() {
    StreamsBuilder builder = new StreamsBuilder();

    KStream<byte[], byte[]> input =
        builder.stream(
            topics.input(),
            Consumed.with(BYTES, BYTES)
                .withTimestampExtractor(new EventTime())
                .withName(scoring.input()));
    Map<String, KStream<byte[], Outcome>> outcomes =
        scoring
            .step()
            .apply(input)
            .split(Named.as("outcome-"))
            .branch((key, outcome) -> outcome instanceof Scored, Branched.as("scored"))
            .defaultBranch(Branched.as("rejected"));

    KStream<byte[], Scored> scored =
        branch(outcomes, "scored").mapValues(Scored.class::cast, Named.as("scored"));
    KStream<byte[], Rejected> rejected =
        branch(outcomes, "rejected").mapValues(Rejected.class::cast, Named.as("rejected"));

    scored
        .mapValues(records::latent, Named.as("latent"))
        .peek((key, latent) -> metrics.scored(latent), Named.as("count-latent"))
        .process(encode(topics.latents(), List.of()), Named.as("encode-latent"))
        .to(topics.latents(), Produced.with(BYTES, BYTES).withName("latents"));

    scored
        .processValues(decide, Named.as("decide"))
        .peek((key, verdict) -> metrics.alerted(verdict.severity()), Named.as("count-alert"))
        .mapValues(records::alert, Named.as("alert"))
        .process(
            encode(topics.alerts(), List.of(OutputRecords::withoutHeatmap)),
            Named.as("encode-alert"))
        .to(topics.alerts(), Produced.with(BYTES, BYTES).withName("alerts"));

    rejected
        .mapValues(records::deadLetter, Named.as("dead-letter"))
        .process(
            encode(
                topics.deadLetters(),
                List.of(OutputRecords::withoutValue, OutputRecords::withoutKey)),
            Named.as("encode-dead-letter"))
        .to(topics.deadLetters(), Produced.with(BYTES, BYTES).withName("dead-letters"));

    return builder.build();
  }

  private static KStream<byte[], Outcome> branch(
      Map<String, KStream<byte[], Outcome>> outcomes, String name) {
    return Objects.requireNonNull(outcomes.get("outcome-" + name));
  }

  private <T extends SpecificRecord> Encode<T> encode(String topic, List<UnaryOperator<T>> cuts) {
    return new Encode<>(codec, topic, Objects.requireNonNull(maxBytes.get(topic), topic), cuts);
  }
}
