package io.hourglass.trainer;

import io.hourglass.trainer.adopt.Normalisation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What images become before a model that was made elsewhere takes them. */
final class NormalisationArguments {
  @Option(
      names = "--raw",
      description = "It takes samples from 0 to 255. Default: from 0 to 1, before mean and std.")
  private boolean raw;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "X",
      description = "Subtracted from each channel, e.g. 0.485,0.456,0.406. Default: nothing.")
  private List<Double> mean = new ArrayList<>();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "X",
      description = "By which each is divided then, e.g. 0.229,0.224,0.225. Default: by nothing.")
  private List<Double> deviation = new ArrayList<>();

  Normalisation normalisation() {
    return new Normalisation(raw, mean, deviation);
  }
}
