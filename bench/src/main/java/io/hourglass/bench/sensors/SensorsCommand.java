package io.hourglass.bench.sensors;

import io.hourglass.demo.Fault;
import io.hourglass.demo.Pump;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.ProgressLine;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.detect.VolumeUnderSurface;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench sensors}. */
@Command(
    name = "sensors",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How well the five kinds of faults of a generated pump are found by models and by random cut"
          + " forests, which all saw the same healthy history.",
      "Each one's threshold is the highest score of a healthy day that none has seen: about one false"
          + " alarm a day."
    })
public final class SensorsCommand implements Callable<Integer> {
  private static final int WINDOW = 64;
  private static final int LATENT = 12;
  private static final int HISTORY = 40_000;
  private static final int DAY = 86_400;
  private static final int SERIES = 12_000;

  /** What a forest still knows of a history. */
  private static final int REMEMBERED = 8_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--models",
      split = ",",
      defaultValue = "PCA,MLP,CONV",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Family> models = new ArrayList<>();

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("hourglass-sensors");
    List<double[]> history = readings(new Pump(null, seed), HISTORY);
    List<double[]> day = readings(new Pump(null, seed + 1), DAY);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "| detector | AUROC | VUS-PR | found | median delay | %s |%n",
        Arrays.stream(Fault.values())
            .map(fault -> fault.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" | ")));
    out.println("| --- |" + " ---: |".repeat(4 + Fault.values().length));
    for (Family family : models) {
      try (ScoringModel model = ScoringModel.open(train(folder, family, history), 1)) {
        row(out, family.id(), Detector.of(model), day);
      }
    }
    row(
        out,
        "random cut forest",
        Detector.ofForest(history.subList(HISTORY - REMEMBERED, HISTORY), seed),
        day);
    return 0;
  }

  private Path train(Path folder, Family family, List<double[]> history) throws IOException {
    String rows =
        Stream.concat(
                Stream.of(String.join(",", Pump.CHANNELS)),
                history.stream()
                    .map(
                        reading ->
                            Arrays.stream(reading)
                                .mapToObj(String::valueOf)
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining("\n"));
    Path file = Files.writeString(folder.resolve("history.csv"), rows);
    Path model = folder.resolve(family.id() + ".onnx");
    ProgressLine progress = ProgressLine.onStandardError();
    new Trainer(
            new TrainOptions(
                new SeriesOptions(file, List.of(), null, List.of(), WINDOW, 1),
                ModelOptions.of(family, LATENT),
                new FitOptions(10, 128, 2e-3, 10, seed),
                100,
                1e-4,
                family.id(),
                model),
            progress)
        .run();
    progress.endLine();
    return model;
  }

  private void row(PrintWriter out, String name, Detector detector, List<double[]> day) {
    // The first readings are another pump's than those before them.
    double threshold = Arrays.stream(detector.score(day)).skip(WINDOW).max().orElseThrow();
    Map<Fault, Timeline> timelines = new LinkedHashMap<>();
    for (Fault fault : Fault.values()) {
      Pump pump = new Pump(fault, seed + 2 + timelines.size());
      double[] scores = detector.score(readings(pump, SERIES));
      boolean[] labels = new boolean[SERIES];
      for (int i = 0; i < SERIES; i++) {
        labels[i] = pump.isFaulty(i);
      }
      timelines.put(fault, new Timeline(scores, labels));
    }
    List<Timeline> all = List.copyOf(timelines.values());
    Detection detection = Detection.of(all, threshold);
    out.printf(
        "| %s | %.3f | %.3f | %d of %d | %.0f | %s |%n",
        name,
        RocCurve.of(scores(all, false), scores(all, true)).area(),
        VolumeUnderSurface.precisionRecall(all, WINDOW),
        detection.found(),
        detection.events(),
        detection.medianDelay(),
        timelines.values().stream()
            .map(timeline -> Detection.of(List.of(timeline), threshold))
            .map(found -> "%d of %d".formatted(found.found(), found.events()))
            .collect(Collectors.joining(" | ")));
    out.flush();
  }

  private static double[] scores(List<Timeline> timelines, boolean anomalous) {
    List<Double> scores = new ArrayList<>();
    for (Timeline timeline : timelines) {
      for (int i = WINDOW; i < timeline.length(); i++) {
        if (timeline.anomalous()[i] == anomalous) {
          scores.add(timeline.scores()[i]);
        }
      }
    }
    return scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<double[]> readings(Pump pump, int count) {
    return Stream.generate(pump::next).limit(count).toList();
  }
}
