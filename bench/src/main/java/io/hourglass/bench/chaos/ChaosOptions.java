package io.hourglass.bench.chaos;

import io.hourglass.cli.UserException;
import java.nio.file.Path;
import java.util.Set;

/**
 * How much chaos.
 *
 * @param guarantee {@code exactly_once_v2} or {@code at_least_once}
 * @param windows whether records are readings, of which windows are made, and not images
 * @param records to send, at least 100
 * @param rate records a second
 * @param partitions of every topic
 * @param disturbance what happens to instances
 * @param times how often it happens, at least 1
 * @param protocol of the consumer group, {@code classic} or {@code streams}
 * @param seed of every random choice but the operating system's
 * @param folder where data and logs go
 */
record ChaosOptions(
    String guarantee,
    boolean windows,
    int records,
    int rate,
    int partitions,
    Disturbance disturbance,
    int times,
    String protocol,
    long seed,
    Path folder) {
  ChaosOptions {
    if (!Set.of("exactly_once_v2", "at_least_once").contains(guarantee)) {
      throw new UserException(
          "guarantee is %s; allowed are exactly_once_v2 and at_least_once".formatted(guarantee));
    }
    if (windows && guarantee.equals("at_least_once")) {
      throw new UserException("guarantee is at_least_once; windows are made exactly_once_v2 only");
    }
    require("records", records, 100);
    require("rate", rate, 1);
    require("partitions", partitions, 1);
    require("times", times, 1);
    if (protocol.equals("streams") && disturbance == Disturbance.STATIC_ROLL) {
      throw new UserException(
          "protocol is streams, which has no static members; allowed is classic");
    }
  }

  /** What happens to instances. */
  enum Disturbance {
    /** SIGKILL at random moments; one is alone for a while, and the broker is restarted. */
    KILL,
    /** One after the other is told to stop, and started anew. */
    ROLL,
    /** The same, and each keeps its partitions meanwhile (KIP-345). */
    STATIC_ROLL
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new UserException("%s is %d; allowed is %d or more".formatted(name, value, least));
    }
  }

  boolean exactlyOnce() {
    return guarantee.equals("exactly_once_v2");
  }
}
