package io.hourglass.bench.chaos;

import io.hourglass.bench.chaos.ChaosOptions.Disturbance;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench chaos}. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Kills or restarts instances while records stream through, then counts outcomes.",
      "Status 0 if the guarantee holds."
    })
public final class ChaosCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--guarantee",
      defaultValue = "exactly_once_v2",
      description = "exactly_once_v2 or at_least_once. Default: ${DEFAULT-VALUE}.")
  private String guarantee = "";

  @Option(
      names = "--windows",
      description = "Readings of sensors, of which windows are made, in place of images.")
  private boolean windows;

  @Option(names = "--records", defaultValue = "20000", description = "Default: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Records a second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--partitions", defaultValue = "4", description = "Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--disturbance",
      defaultValue = "KILL",
      description = {
        "KILL: instances are killed at random moments, one is alone for a while, the broker is restarted.",
        "ROLL: one after the other is told to stop, and started anew.",
        "STATIC_ROLL: the same with static members, which keep their partitions meanwhile.",
        "Default: ${DEFAULT-VALUE}."
      })
  private Disturbance disturbance = Disturbance.KILL;

  @Option(
      names = "--times",
      defaultValue = "12",
      description = "How often. Default: ${DEFAULT-VALUE}.")
  private int times;

  @Option(
      names = "--protocol",
      defaultValue = "classic",
      description = "Of the consumer group, classic or streams. Default: ${DEFAULT-VALUE}.")
  private String protocol = "";

  @Option(names = "--seed", description = "Default: a new one, which is printed.")
  private @Nullable Long seed;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "Where data and logs go. Default: a new temporary folder.")
  private @Nullable Path folder;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ChaosOptions options =
        new ChaosOptions(
            guarantee,
            windows,
            records,
            rate,
            partitions,
            disturbance,
            times,
            protocol,
            seed == null ? System.nanoTime() : seed,
            folder == null
                ? Files.createTempDirectory("hourglass-chaos")
                : Files.createDirectories(folder));
    out.printf("seed %d, logs in %s%n", options.seed(), options.folder());
    long start = System.nanoTime();
    Chaos.Report report =
        new Chaos(
                options,
                line -> {
                  out.printf("%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line);
                  out.flush();
                })
            .run();
    Verdict verdict = report.verdict();
    verdict.violations().forEach(violation -> out.println("violated: " + violation));
    out.printf(
        "chaos: %s, %s group, %d %s, %s %d times, %d latents, %d alerts, %d dead letters, %d duplicates, no latents for %.1f s at most: %s%n",
        options.guarantee(),
        options.protocol(),
        options.records(),
        windows ? "readings" : "images",
        disturbance,
        times,
        verdict.latents(),
        verdict.alerts(),
        verdict.deadLetters(),
        verdict.duplicates(),
        report.longestStop().toMillis() / 1e3,
        verdict.holds() ? "holds" : "VIOLATED");
    out.flush();
    return verdict.holds() ? 0 : 1;
  }
}
