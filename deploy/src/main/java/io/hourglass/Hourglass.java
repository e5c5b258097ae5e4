package io.hourglass;

import io.hourglass.cli.UserException;
import io.hourglass.demo.DemoCommand;
import io.hourglass.model.ModelException;
import io.hourglass.streams.RunCommand;
import io.hourglass.streams.client.ProduceCommand;
import io.hourglass.streams.client.TopicsCommand;
import io.hourglass.streams.client.WatchCommand;
import io.hourglass.trainer.EvaluateCommand;
import io.hourglass.trainer.InspectCommand;
import io.hourglass.trainer.TrainCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

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
      RunCommand.class,
      ProduceCommand.class,
      WatchCommand.class,
      TopicsCommand.class
    })
public final class Hourglass {

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, ready to parse. */
  static CommandLine commandLine() {
    return new CommandLine(new Hourglass())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Hourglass::explain);
  }

  /** One sentence where the user can do something about it, the whole story where not. */
  private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (failure instanceof UserException || failure instanceof ModelException) {
      err.println(
          command.getColorScheme().errorText("hourglass: " + failure.getMessage()).toString());
    } else {
      err.println(command.getColorScheme().errorText("hourglass failed unexpectedly:").toString());
      failure.printStackTrace(err);
    }
    err.flush();
    return command.getCommandSpec().exitCodeOnExecutionException();
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
