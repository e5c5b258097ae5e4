package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.compare.ComparisonReport;
import io.hourglass.trainer.compare.Contender;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hourglass compare}. */
@Command(
    name = "compare",
    description =
        "Trains several models on the same images with the same options, evaluates them on the same test"
            + " images, and shows them side by side on a page.",
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {
  @Option(
      names = "--test",
      required = true,
      paramLabel = "PATH",
      description =
          "Images with labels that no model is trained on: an IDX file with its labels beside it, or a"
              + " folder with a sub-folder for each label.")
  private Path test = Path.of("");

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "FAMILY",
      defaultValue = "pca,mlp,conv,vae",
      description = "Which to train: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      completionCandidates = Choice.OfFamily.class,
      converter = Choice.OfFamily.class)
  private List<Family> families = new ArrayList<>();

  @Option(
      names = "--latents",
      split = ",",
      paramLabel = "N",
      defaultValue = "2," + TrainOptions.DEFAULT_LATENT,
      description = "Each with each of these latents. Default: ${DEFAULT-VALUE}.")
  private List<String> latents = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "comparison",
      description =
          "Where to write the models, and the page as index.html. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("");

  @Mixin private TrainArguments arguments = new TrainArguments();

  @Override
  public Integer call() throws IOException {
    if (arguments.labels().isEmpty()) {
      throw new UserException("normal-label is not given; it says which images are normal");
    }
    Files.createDirectories(out);
    List<TrainOptions> all = new ArrayList<>();
    for (Family family : families) {
      for (String latent : latents) {
        String name = family.id() + "-" + latent;
        all.add(
            arguments.applicable(
                family, ModelOptions.latent(latent), name, out.resolve(name + ".onnx")));
      }
    }
    List<Contender> contenders = new ArrayList<>();
    ProgressLine progress = ProgressLine.onStandardError();
    for (TrainOptions options : all) {
      progress.note("%d of %d: %s".formatted(contenders.size() + 1, all.size(), options.name()));
      new Trainer(options, progress).run();
      progress.endLine();
      contenders.add(Contender.of(options.out(), test, arguments.labels(), null));
    }
    Path page = out.resolve("index.html");
    ComparisonReport.of(contenders, all.get(0).fit().seed()).write(page);
    for (List<String> row : ComparisonReport.table(contenders)) {
      System.out.printf(Locale.ROOT, "%-10s%-10s%-16s%-10s%-20s%-12s%s%n", row.toArray());
    }
    System.out.printf("%nreport  %s%n", page);
    return 0;
  }
}
