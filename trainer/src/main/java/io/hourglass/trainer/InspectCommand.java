package io.hourglass.trainer;

import ai.onnxruntime.OrtException;
import io.hourglass.model.ModelException;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.report.CardFacts;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass inspect}. */
@Command(
    name = "inspect",
    description = "Checks a model file and prints what it says of itself.",
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true)
public final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The model file.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Prints the card as it stands in the file.")
  private boolean json;

  @Override
  public Integer call() {
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      if (json) {
        System.out.println(model.card().toJson());
      } else {
        print("", CardFacts.of(model.card()));
        print(
            "alert above a score of, by how often a normal record may:",
            CardFacts.thresholds(model.card()));
        print("graph", model.describe());
      }
      return 0;
    } catch (OrtException e) {
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private static void print(String heading, Map<String, String> facts) {
    if (!heading.isEmpty()) {
      System.out.printf("%n%s%n", heading);
    }
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(1);
    facts.forEach((name, value) -> System.out.printf("  %-" + width + "s  %s%n", name, value));
  }
}
