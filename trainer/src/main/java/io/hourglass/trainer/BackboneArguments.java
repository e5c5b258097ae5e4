package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.adopt.BackboneOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whose features to learn in place of pixels. */
final class BackboneArguments {
  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description =
          "An ONNX file that takes images as floats [N, C, H, W], such as a classifier. Its features are"
              + " restored, place by place, with mlp or pca, and it becomes part of the model file.")
  private @Nullable Path file;

  @Option(
      names = "--layer",
      split = ",",
      paramLabel = "NAME",
      description =
          "The backbone's layers whose features [N, F, h, w] to take: names of values or nodes.")
  private List<String> layers = new ArrayList<>();

  @ArgGroup(exclusive = false, validate = false)
  private NormalisationArguments normalisation = new NormalisationArguments();

  boolean given() {
    if (file == null && !layers.isEmpty()) {
      throw new UserException("layer is given, but no backbone that has it");
    }
    return file != null;
  }

  BackboneOptions options() {
    if (file == null) {
      throw new IllegalStateException("no backbone is given");
    }
    return new BackboneOptions(file, layers, normalisation.normalisation());
  }
}
