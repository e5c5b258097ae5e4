package io.hourglass.bench;

import io.hourglass.broker.EmbeddedKafka;
import java.nio.file.Path;

/** The main class of a broker in a process of its own: folder and port. */
public final class BrokerProcess {
  private BrokerProcess() {}

  /** Serves until the process is ended. */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close));
    Thread.currentThread().join();
  }
}
