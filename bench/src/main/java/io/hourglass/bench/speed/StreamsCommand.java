package io.hourglass.bench.speed;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench streams}. */
@Command(
    name = "streams",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How fast images become latents: Hourglass beside ONNX Runtime alone, a naive Kafka Streams"
          + " application, a loop by hand and Apache Flink.",
      "Same records, model, broker and machine, one after the other in each round; medians."
    })
public final class StreamsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CourseOptions options = new CourseOptions();

  @Option(
      names = "--contenders",
      split = ",",
      defaultValue = Contender.RATES,
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Contender> contenders = new ArrayList<>();

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "25",
      description = "Time for JVMs to compile. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "8",
      description = "How long each is measured. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    try (Course course = options.course()) {
      Map<Contender, List<Trial>> trials =
          new Race(
                  course,
                  Duration.ofSeconds(warmUp),
                  Duration.ofSeconds(seconds),
                  List.of(),
                  CourseOptions.listener(spec.commandLine().getErr()))
              .run(options.workload(), contenders, rounds);
      table(spec.commandLine().getOut(), trials);
      options.write(trials);
    }
    return 0;
  }

  private void table(PrintWriter out, Map<Contender, List<Trial>> trials) {
    out.printf("%n%s; median of %d%n%n", options.title(), rounds);
    out.println(
        "| contender | records/s | of naive | us of its CPU a record | us of the broker's | bytes allocated a record |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
    double naive = median(trials, Contender.NAIVE, Trial::rate);
    for (Contender contender : trials.keySet()) {
      double rate = median(trials, contender, Trial::rate);
      out.printf(
          "| %s | %,.0f | %s | %.1f | %.1f | %,.0f |%n",
          contender.title(),
          rate,
          Double.isNaN(naive) ? "" : "%.1f".formatted(rate / naive),
          median(trials, contender, Trial::contenderMicros),
          median(trials, contender, Trial::brokerMicros),
          median(trials, contender, Trial::allocated));
    }
    out.flush();
  }

  /** NaN for who did not run. */
  private static double median(
      Map<Contender, List<Trial>> trials, Contender contender, ToDoubleFunction<Trial> value) {
    return Trial.median(trials.getOrDefault(contender, List.of()), value);
  }
}
