package io.hourglass.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass demo}. */
@Command(
    name = "demo",
    description = {
      "Trains on real images, starts a Kafka broker and the application in this process, streams"
          + " unseen images through them and shows the alerts.",
      "Needs no argument; keeps running until Ctrl-C, so that images can be sent in.",
      "hourglass demo sensors does the same with readings of pumps."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "WHAT",
      defaultValue = "images",
      description = "images or sensors; default: ${DEFAULT-VALUE}.")
  private What what = What.IMAGES;

  @Option(names = "--exit", description = "End after the summary, with status 0.")
  private boolean exit;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where model, page and broker data go; default: a new temporary folder.")
  private @Nullable Path folder;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the training and of the stream's order; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    Demo.Options options = new Demo.Options(folder, exit, seed);
    switch (what) {
      case IMAGES -> new Demo(options, System.out).run();
      case SENSORS -> new SensorDemo(options, System.out).run();
    }
    return 0;
  }

  /** What is streamed. */
  enum What {
    IMAGES,
    SENSORS
  }
}
