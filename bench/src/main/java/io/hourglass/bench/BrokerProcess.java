package io.hourglass.bench;

import io.hourglass.broker.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** A broker in a process of its own. */
public final class BrokerProcess {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final Map<String, String> SETTINGS =
      Map.of(
          // What retention drops is gone soon.
          "log.retention.check.interval.ms", "5000",
          "log.segment.delete.delay.ms", "1000",
          // Members of streams groups who are killed are missed as soon as those of classic groups.
          "group.streams.initial.rebalance.delay.ms", "0",
          "group.streams.min.session.timeout.ms", "6000",
          "group.streams.session.timeout.ms", "6000",
          "group.streams.min.heartbeat.interval.ms", "2000",
          "group.streams.heartbeat.interval.ms", "2000");

  private BrokerProcess() {}

  /** Serves until the process is ended; the arguments are folder and port. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), "", SETTINGS);
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    Thread.currentThread().join();
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param folder where {@code kafka}, its data, and {@code broker.log} go
   */
  public static ChildProcess start(Path folder, int port) throws InterruptedException {
    Path log = folder.resolve("broker.log");
    ChildProcess broker =
        ChildProcess.start(
            "the broker",
            log,
            List.of("-Xmx512m"),
            BrokerProcess.class,
            folder.resolve("kafka").toString(),
            String.valueOf(port));
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!answers(port)) {
      if (!broker.isAlive() || System.nanoTime() > deadline) {
        broker.close();
        throw new IllegalStateException("the broker does not start; see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return broker;
  }

  private static boolean answers(int port) throws InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                "localhost:" + port,
                "request.timeout.ms",
                2_000,
                "default.api.timeout.ms",
                2_000))) {
      admin.describeCluster().nodes().get();
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }
}
