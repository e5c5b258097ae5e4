package io.hourglass.bench.quality;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hourglass.trainer.ProgressLine;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.compare.Contender;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.evaluate.PixelMasks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench quality}. */
@Command(
    name = "quality",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reconstruction and detection quality by the protocols of the literature. Hours in all; what is in"
          + " the results file is not done again, so it may be stopped at any time."
    })
public final class QualityCommand implements Callable<Integer> {
  private static final Set<String> ALL_DIGITS =
      Set.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "With the folders mnist and magnetic-tile.")
  private Path data = Path.of("");

  @Option(
      names = "--fashion",
      paramLabel = "FOLDER",
      defaultValue = "/usr/share/datasets/fashion-mnist",
      description = "With Fashion-MNIST's IDX files. Default: ${DEFAULT-VALUE}.")
  private Path fashion = Path.of("");

  @Option(
      names = "--protocols",
      split = ",",
      paramLabel = "NAME",
      description = "Of ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Protocol> protocols = new ArrayList<>(Arrays.asList(Protocol.values()));

  @Option(
      names = "--recipes",
      split = ",",
      paramLabel = "NAME",
      description = "Only these of each protocol, e.g. pca,conv. Default: all.")
  private Set<String> recipes = Set.of();

  @Option(names = "--seed", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--most-epochs",
      paramLabel = "N",
      description = "Train no longer than this, to see whether all runs.")
  private int most = Integer.MAX_VALUE;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      defaultValue = "docs/quality.json",
      description = "The results, those of earlier runs among them. Default: ${DEFAULT-VALUE}.")
  private Path json = Path.of("");

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Override
  public Integer call() throws IOException {
    List<Result> results = new ArrayList<>();
    if (Files.exists(json)) {
      results.addAll(List.of(mapper.readValue(json.toFile(), Result[].class)));
    }
    Path work = Files.createTempDirectory("hourglass-quality");
    ProgressLine progress = ProgressLine.onStandardError();
    for (Protocol protocol : protocols) {
      List<Protocol.Task> tasks = protocol.tasks(data, fashion, work);
      for (Recipe recipe : protocol.recipes()) {
        if (!recipes.isEmpty() && !recipes.contains(recipe.name())) {
          continue;
        }
        for (Protocol.Task task : tasks) {
          if (results.stream().noneMatch(r -> r.isOf(protocol, recipe, task.normal(), seed))) {
            progress.note(
                "%s, %s%s"
                    .formatted(
                        protocol.id(),
                        recipe.name(),
                        task.normal() == null ? "" : ", normal: " + task.normal()));
            results.add(run(protocol, recipe, task, work, progress));
            mapper.writeValue(json.toFile(), results);
          }
        }
      }
    }
    print(results);
    return 0;
  }

  private Result run(
      Protocol protocol, Recipe recipe, Protocol.Task task, Path work, ProgressLine progress) {
    Path file = work.resolve("model.onnx");
    boolean folder = Files.isDirectory(task.train());
    TrainOptions options =
        new TrainOptions(
            new DataOptions(
                task.train(),
                task.normal() == null || folder ? Set.of() : Set.of(task.normal()),
                recipe.size(),
                1,
                null),
            recipe.model(),
            recipe.fit(seed, most),
            recipe.score(),
            false,
            0.01,
            recipe.name(),
            file);
    new Trainer(options, progress).run();
    progress.endLine();
    Contender judged =
        Contender.of(
            file,
            task.test(),
            task.normal() == null ? ALL_DIGITS : Set.of(task.normal()),
            task.masks() == null ? null : new PixelMasks(task.masks()));
    var roc = judged.evaluation().roc();
    return new Result(
        protocol.id(),
        recipe.name(),
        task.normal(),
        seed,
        judged.card().training().epochs(),
        judged.squaredError(),
        roc == null ? null : roc.area(),
        judged.evaluation().pixelArea(),
        judged.card().training().seconds(),
        judged.card().training().trainedAt());
  }

  private void print(List<Result> results) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("| protocol | recipe | trainings | squared error | AUROC | AUROC of pixels |");
    out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    for (Protocol protocol : Protocol.values()) {
      for (Recipe recipe : protocol.recipes()) {
        List<Result> of =
            results.stream()
                .filter(result -> result.protocol().equals(protocol.id()))
                .filter(result -> result.recipe().equals(recipe.name()))
                .toList();
        if (!of.isEmpty()) {
          out.printf(
              "| %s | %s | %d | %.3f | %s | %s |%n",
              protocol.id(),
              recipe.name(),
              of.size(),
              of.stream().mapToDouble(Result::squaredError).average().orElseThrow(),
              mean(of.stream().map(Result::auroc).toList()),
              mean(of.stream().map(Result::pixelAuroc).toList()));
        }
      }
    }
    out.flush();
  }

  private static String mean(List<@Nullable Double> values) {
    double[] given =
        values.stream().filter(Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
    return given.length == 0 ? "" : "%.4f".formatted(Arrays.stream(given).average().orElseThrow());
  }
}
