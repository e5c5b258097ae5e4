package io.hourglass.streams.decide;

import io.hourglass.model.Calibration;
import io.hourglass.record.Severity;
import io.hourglass.streams.decide.AlertPolicy.DailyBudget;
import io.hourglass.streams.infer.Outcome.Scored;
import io.hourglass.streams.infer.Scorer;
import io.hourglass.streams.locate.Location;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Lets the scores that are alerts pass, as verdicts.
 *
 * <p>With a {@link DailyBudget} the rate of the records is state: it lies in a store, one small
 * entry a partition, so that a restart goes on where it was.
 */
public final class Decide implements FixedKeyProcessorSupplier<byte[], Scored, Verdict> {
  static final String STORE = "record-rate";
  private static final String RATE = "rate";

  private final AlertPolicy policy;
  private final Calibration calibration;
  private final Scorer scorer;

  /**
   * @param policy how many false alarms are accepted
   * @param calibration what normal records score
   * @param scorer finds where the error of an alert is
   */
  public Decide(AlertPolicy policy, Calibration calibration, Scorer scorer) {
    this.policy = policy;
    this.calibration = calibration;
    this.scorer = scorer;
  }

  @Override
  public FixedKeyProcessor<byte[], Scored, Verdict> get() {
    return new Decider();
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return policy instanceof DailyBudget
        ? Set.of(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                // Written to its changelog once a commit, not once a record.
                .withCachingEnabled()
                .withLoggingEnabled(Map.of()))
        : Set.of();
  }

  /**
   * How severe a score is.
   *
   * @param probability that a normal record scores as high
   * @param rate the accepted false-alarm rate
   */
  static Severity severity(double probability, double rate) {
    if (probability <= rate / 100) {
      return Severity.CRITICAL;
    }
    return probability <= rate / 10 ? Severity.MAJOR : Severity.WARNING;
  }

  private final class Decider extends ContextualFixedKeyProcessor<byte[], Scored, Verdict> {
    private @Nullable KeyValueStore<String, byte[]> rates;

    @Override
    public void init(FixedKeyProcessorContext<byte[], Verdict> context) {
      super.init(context);
      rates = policy instanceof DailyBudget ? context.getStateStore(STORE) : null;
    }

    @Override
    public void process(FixedKeyRecord<byte[], Scored> record) {
      Scored scored = record.value();
      double rate =
          policy instanceof DailyBudget budget
              ? budget.rate(observe(record.timestamp()))
              : policy.startRate();
      float threshold = (float) calibration.threshold(rate);
      if (scored.score() < threshold) {
        return;
      }
      double probability = calibration.probability(scored.score());
      Location location = scorer.locate(scored);
      context()
          .forward(
              record.withValue(
                  new Verdict(
                      scored,
                      location == null ? Location.NONE : location,
                      threshold,
                      probability,
                      severity(probability, rate))));
    }

    private RecordRate observe(long timestamp) {
      KeyValueStore<String, byte[]> store = Objects.requireNonNull(rates);
      byte[] stored = store.get(RATE);
      RecordRate before =
          stored == null ? RecordRate.startingAt(timestamp) : RecordRate.fromBytes(stored);
      RecordRate now = before.with(timestamp);
      store.put(RATE, now.toBytes());
      return now;
    }
  }
}
