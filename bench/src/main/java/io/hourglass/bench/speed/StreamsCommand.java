package io.hourglass.bench.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
          + " application and a loop by hand.",
      "Same records, model, broker and machine, one after the other in each round; medians."
    })
public final class StreamsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--workload",
      defaultValue = "MLP",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Workload workload = Workload.MLP;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "8",
      description = "How long each is measured. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all trials there, too.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path folder = Files.createTempDirectory("hourglass-bench");
    Map<Contender, List<Trial>> trials =
        new Race(
                workload,
                Duration.ofSeconds(warmUp),
                Duration.ofSeconds(seconds),
                folder,
                line -> {
                  err.println(line);
                  err.flush();
                })
            .run(workload.records(), rounds);
    table(out, trials);
    if (json != null) {
      write(json, trials);
    }
    return 0;
  }

  private void table(PrintWriter out, Map<Contender, List<Trial>> trials) {
    double naive = median(trials, Contender.NAIVE, Trial::rate);
    out.printf(
        "%n%s, median of %d, %d processors%n%n",
        workload, rounds, Runtime.getRuntime().availableProcessors());
    out.println(
        "| contender | records/s | of naive | us of its CPU a record | us of the broker's |");
    out.println("| --- | ---: | ---: | ---: | ---: |");
    for (Contender contender : trials.keySet()) {
      double rate = median(trials, contender, Trial::rate);
      out.printf(
          "| %s | %,.0f | %.1f | %.1f | %.1f |%n",
          contender.title(),
          rate,
          rate / naive,
          median(trials, contender, Trial::contenderMicros),
          median(trials, contender, Trial::brokerMicros));
    }
    out.flush();
  }

  private static double median(
      Map<Contender, List<Trial>> trials, Contender contender, ToDoubleFunction<Trial> value) {
    double[] sorted =
        Objects.requireNonNull(trials.get(contender)).stream()
            .mapToDouble(value)
            .sorted()
            .toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private void write(Path file, Map<Contender, List<Trial>> trials) throws Exception {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("workload", workload);
    document.put("at", Instant.now().toString());
    document.put("processors", Runtime.getRuntime().availableProcessors());
    document.put("java", Runtime.version().toString());
    document.put("trials", trials);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(file.toFile(), document);
  }
}
