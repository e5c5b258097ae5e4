package io.hourglass;

import io.hourglass.cli.Explanation;
import io.hourglass.demo.DemoCommand;
import io.hourglass.streams.DoctorCommand;
import io.hourglass.streams.RunCommand;
import io.hourglass.streams.client.ProduceCommand;
import io.hourglass.streams.client.ReplayCommand;
import io.hourglass.streams.client.TopicsCommand;
import io.hourglass.streams.client.WatchCommand;
import io.hourglass.streams.collect.CollectCommand;
import io.hourglass.trainer.CompareCommand;
import io.hourglass.trainer.EvaluateCommand;
import io.hourglass.trainer.GenerateCommand;
import io.hourglass.trainer.ImportCommand;
import io.hourglass.trainer.InspectCommand;
import io.hourglass.trainer.QuantizeCommand;
import io.hourglass.trainer.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code hourglass} command: every step from training to watching alerts is a subcommand. */
@Command(
    name = "hourglass",
    description = "Streaming anomaly detection for Apache Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Hourglass.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      InspectCommand.class,
      QuantizeCommand.class,
      CompareCommand.class,
      ImportCommand.class,
      GenerateCommand.class,
      RunCommand.class,
      ProduceCommand.class,
      WatchCommand.class,
      ReplayCommand.class,
      TopicsCommand.class,
      DoctorCommand.class,
      CollectCommand.class
    })
public final class Hourglass {

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, ready to parse. */
  static CommandLine commandLine() {
    return Explanation.of(new Hourglass()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Reads the version off the jar, where there is one. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Hourglass.class.getPackage().getImplementationVersion();
      return new String[] {"hourglass " + (version == null ? "(from sources)" : version)};
    }
  }
}
