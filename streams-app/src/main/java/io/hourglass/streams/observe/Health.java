package io.hourglass.streams.observe;

import io.hourglass.model.ModelCard;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;

/**
 * How the application is.
 *
 * @param state Kafka Streams' state; null before it is there
 * @param model the model that is loaded; null before it is
 */
record Health(@Nullable State state, @Nullable ModelCard model) {
  /** Before anything is there. */
  static final Supplier<Health> STARTING = () -> new Health(null, null);

  /** Whether a restart would not help. */
  boolean live() {
    return state == null || state == State.CREATED || state.isRunningOrRebalancing();
  }

  /** Whether records are processed. */
  boolean ready() {
    return state == State.RUNNING && model != null;
  }

  String toJson() {
    return "{\"live\": %s, \"ready\": %s, \"state\": \"%s\", \"model\": %s}\n"
        .formatted(
            live(),
            ready(),
            state == null ? "STARTING" : state,
            model == null ? null : "\"" + model.version() + "\"");
  }
}
