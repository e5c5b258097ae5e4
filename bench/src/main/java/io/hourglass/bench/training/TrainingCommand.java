package io.hourglass.bench.training;

import io.hourglass.bench.Median;
import io.hourglass.cli.UserException;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Parameter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench training}. */
@Command(
    name = "training",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Images a second in training, beside PyTorch for Python: the same network, batch, optimizer and"
          + " number of threads, in turns, with the ratio of each turn's figures. Needs a Python with"
          + " PyTorch, which nothing else does."
    })
public final class TrainingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "python3",
      description = "Default: ${DEFAULT-VALUE}.")
  private String python = "python3";

  @Option(
      names = "--workloads",
      split = ",",
      paramLabel = "NAME",
      description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Workload> workloads = new ArrayList<>(Arrays.asList(Workload.values()));

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "8",
      description = "That are counted, in each turn. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int threads = Runtime.getRuntime().availableProcessors();
    out.println(
        "| workload | round | Hourglass, images/s | PyTorch | PyTorch, fused Adam | ratio | ratio, fused |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (Workload workload : workloads) {
      Dataset images = workload.images();
      List<Double> ratios = new ArrayList<>();
      List<Double> fusedRatios = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        double ours = Hourglass.rate(workload, images, warmUp, seconds);
        PyTorch plain = PyTorch.run(python, workload, warmUp, seconds, threads, false);
        PyTorch fused = PyTorch.run(python, workload, warmUp, seconds, threads, true);
        requireTheSame(workload.architecture(), plain);
        ratios.add(ours / plain.rate());
        fusedRatios.add(ours / fused.rate());
        out.printf(
            "| %s | %d | %.0f | %.0f | %.0f | %.2f | %.2f |%n",
            workload,
            round,
            ours,
            plain.rate(),
            fused.rate(),
            ours / plain.rate(),
            ours / fused.rate());
        out.flush();
      }
      out.printf(
          "| %s | median | | | | %.2f | %.2f |%n", workload, median(ratios), median(fusedRatios));
      out.flush();
    }
    return 0;
  }

  private static void requireTheSame(Architecture architecture, PyTorch other) {
    long weights =
        architecture.parameters().stream()
            .filter(Parameter::trainable)
            .mapToLong(Parameter::count)
            .sum();
    if (weights != other.weights()) {
      throw new UserException(
          "the networks differ: %,d weights here, %,d in PyTorch"
              .formatted(weights, other.weights()));
    }
  }

  private static double median(List<Double> ratios) {
    return Median.of(ratios.stream().mapToDouble(Double::doubleValue));
  }
}
