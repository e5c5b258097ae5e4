package io.hourglass.bench.speed;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench growth}. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How the rate grows with instances of Hourglass that share the partitions, exactly once.",
      "Each must have its own share of the processors: --launcher limits it."
    })
public final class GrowthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CourseOptions options = new CourseOptions();

  @Option(
      names = "--instances",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2,4",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> instances = new ArrayList<>();

  @Option(
      names = "--launcher",
      split = " ",
      paramLabel = "COMMAND",
      required = true,
      description =
          "What starts each instance, with the instance's own command behind it, as"
              + " 'systemd-run --scope --quiet -p CPUQuota=25%%'.")
  private List<String> launcher = new ArrayList<>();

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "Time for JVMs to compile, which takes long on a share of a processor. Default:"
              + " ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long each is measured. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    try (Course course = options.course()) {
      Map<Integer, List<Trial>> trials =
          new Race(
                  course,
                  Duration.ofSeconds(warmUp),
                  Duration.ofSeconds(seconds),
                  launcher,
                  CourseOptions.listener(spec.commandLine().getErr()))
              .grow(options.workload(), instances, rounds);
      table(spec.commandLine().getOut(), trials);
      options.write(trials);
    }
    return 0;
  }

  private void table(PrintWriter out, Map<Integer, List<Trial>> trials) {
    out.printf("%n%s; median of %d%n%n", options.title(), rounds);
    out.println(
        "| instances | records/s | of the first row's for each | us of their CPU a record | us of the broker's |");
    out.println("| ---: | ---: | ---: | ---: | ---: |");
    int first = instances.get(0);
    double alone = rate(trials, first) / first;
    for (int number : trials.keySet()) {
      List<Trial> of = Objects.requireNonNull(trials.get(number));
      out.printf(
          "| %d | %,.0f | %.0f %% | %.1f | %.1f |%n",
          number,
          rate(trials, number),
          100 * rate(trials, number) / number / alone,
          Trial.median(of, Trial::contenderMicros),
          Trial.median(of, Trial::brokerMicros));
    }
    out.flush();
  }

  private static double rate(Map<Integer, List<Trial>> trials, int instances) {
    return Trial.median(Objects.requireNonNull(trials.get(instances)), Trial::rate);
  }
}
