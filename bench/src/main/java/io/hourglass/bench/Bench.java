package io.hourglass.bench;

import io.hourglass.bench.chaos.ChaosCommand;
import io.hourglass.bench.memory.MemoryCommand;
import io.hourglass.bench.quality.QualityCommand;
import io.hourglass.bench.sensors.SensorsCommand;
import io.hourglass.bench.skab.SkabCommand;
import io.hourglass.bench.speed.GrowthCommand;
import io.hourglass.bench.speed.LatencyCommand;
import io.hourglass.bench.speed.ProfileCommand;
import io.hourglass.bench.speed.StreamsCommand;
import io.hourglass.bench.training.TrainingCommand;
import io.hourglass.cli.Explanation;
import picocli.CommandLine.Command;

/** {@code hourglass bench}: what is claimed of Hourglass, shown. */
@Command(
    name = "hourglass bench",
    description = "Proofs and measurements of Hourglass.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ChaosCommand.class,
      StreamsCommand.class,
      LatencyCommand.class,
      GrowthCommand.class,
      MemoryCommand.class,
      ProfileCommand.class,
      SensorsCommand.class,
      SkabCommand.class,
      QualityCommand.class,
      TrainingCommand.class
    })
public final class Bench {
  private Bench() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(Explanation.of(new Bench()).execute(args));
  }
}
