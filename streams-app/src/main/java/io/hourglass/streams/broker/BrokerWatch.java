package io.hourglass.streams.broker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that no broker answers any more, and once that one does again. Kafka Streams itself
 * waits and goes on by itself; its clients would say so many times a second.
 *
 * <p>{@link #look} is called from one thread at a time.
 */
public final class BrokerWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

  private final DoubleSupplier responses;
  private final String bootstrapServers;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(BrokerWatch::thread);
  private double before;
  private @Nullable Instant away;
  private boolean told;

  /**
   * @param responses how many answers brokers have given so far
   * @param bootstrapServers what the user calls the cluster
   */
  BrokerWatch(DoubleSupplier responses, String bootstrapServers, Clock clock) {
    this.responses = responses;
    this.bootstrapServers = bootstrapServers;
    this.clock = clock;
  }

  /** Watches until it is closed. */
  public static BrokerWatch start(KafkaStreams streams, String bootstrapServers) {
    BrokerWatch watch =
        new BrokerWatch(() -> responses(streams), bootstrapServers, Clock.systemUTC());
    Future<?> unused =
        watch.timer.scheduleWithFixedDelay(
            watch::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "broker-watch");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Those to the consumers that read the input. They ask for more all the time, and send heartbeats
   * every 3 s where there is nothing to read. Connections do not tell: one that cannot be made
   * counts for as long as it is tried.
   */
  private static double responses(KafkaStreams streams) {
    double sum = 0;
    for (Metric metric : streams.metrics().values()) {
      MetricName name = metric.metricName();
      if (name.name().equals("response-total")
          && name.group().equals("consumer-metrics")
          && !name.tags().getOrDefault("client-id", "").endsWith("restore-consumer")
          && metric.metricValue() instanceof Double count) {
        sum += count;
      }
    }
    return sum;
  }

  /** Looks once. An answer may take a while, so it takes two looks without one. */
  void look() {
    double now = responses.getAsDouble();
    boolean answered = now != before;
    before = now;
    if (answered) {
      if (told && away != null) {
        LOG.info(
            "The broker at {} answers again, after {} s",
            bootstrapServers,
            Duration.between(away, clock.instant()).toSeconds());
      }
      away = null;
      told = false;
    } else if (away == null) {
      away = clock.instant();
    } else if (!told) {
      told = true;
      LOG.warn("No broker answers at {}; waiting for one", bootstrapServers);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
