package io.hourglass.streams.infer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of records that were polled but not processed yet, by partition and offset.
 *
 * <p>Holds no more than the records that Kafka Streams buffers: what is taken goes, and with it
 * what lies before it.
 *
 * <p>Thread-safe.
 */
public final class PolledOutcomes {
  private final Map<TopicPartition, ConcurrentNavigableMap<Long, Outcome>> byPartition =
      new ConcurrentHashMap<>();

  void put(TopicPartition partition, long offset, Outcome outcome) {
    byPartition
        .computeIfAbsent(partition, key -> new ConcurrentSkipListMap<>())
        .put(offset, outcome);
  }

  /** The outcome of a record, or null if there is none; it can be taken once. */
  public @Nullable Outcome take(TopicPartition partition, long offset) {
    var outcomes = byPartition.get(partition);
    if (outcomes == null) {
      return null;
    }
    Outcome outcome = outcomes.get(offset);
    outcomes.headMap(offset, true).clear();
    return outcome;
  }

  /** Drops the outcomes of a partition that is read elsewhere from now on. */
  void forget(TopicPartition partition) {
    byPartition.remove(partition);
  }

  /** How many there are. */
  int size() {
    return byPartition.values().stream().mapToInt(Map::size).sum();
  }
}
