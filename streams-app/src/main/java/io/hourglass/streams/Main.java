package io.hourglass.streams;

import io.hourglass.cli.Explanation;
import io.hourglass.streams.client.ProduceCommand;
import io.hourglass.streams.client.ReplayCommand;
import io.hourglass.streams.client.TopicsCommand;
import io.hourglass.streams.client.WatchCommand;
import io.hourglass.streams.collect.CollectCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The application alone, without trainer and demo: what the container runs. */
@Command(
    name = "hourglass",
    mixinStandardHelpOptions = true,
    description = "Anomaly detection for the images on a Kafka topic.",
    subcommands = {
      RunCommand.class,
      TopicsCommand.class,
      ProduceCommand.class,
      WatchCommand.class,
      ReplayCommand.class,
      DoctorCommand.class,
      CollectCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Explanation.of(new Main());
  }
}
