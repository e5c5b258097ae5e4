package io.hourglass.bench.skab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.series.Series;
import io.hourglass.trainer.series.SeriesFiles;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench skab}. */
@Command(
    name = "skab",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Detection quality on the Skoltech Anomaly Benchmark: each file's first 400 rows teach what is"
          + " normal, the others are judged; F1, false and missed alarm rates over all rows.",
      "With --choose, on faults put into the file without anomalies, for several settings.",
      "With --across, by the settings that are best on the labels of the other two folders."
    })
public final class SkabCommand implements Callable<Integer> {
  private static final int BEST = 20;
  private static final List<String> FOLDERS = List.of("valve1", "valve2", "other");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "With the folders valve1, valve2, other and anomaly-free.")
  private Path data = Path.of("");

  @Option(
      names = "--models",
      split = ",",
      defaultValue = "PCA,MLP,CONV,GRU",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Family> families = new ArrayList<>();

  @Option(names = "--seed", defaultValue = "0", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--choose", description = "Compare settings, without the benchmark's anomalies.")
  private boolean choose;

  @Option(names = "--across", description = "Choose settings by the labels of the other folders.")
  private boolean across;

  @Option(
      names = "--windows",
      split = ",",
      defaultValue = "10,16,32,60",
      description = "Lengths to choose from. Default: ${DEFAULT-VALUE}.")
  private List<Integer> windows = new ArrayList<>();

  @Option(
      names = "--latents",
      split = ",",
      defaultValue = "2,4,8,16,32,48,64",
      description = "Latents to choose from. Default: ${DEFAULT-VALUE}.")
  private List<Integer> latents = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Detection> found = new LinkedHashMap<>();
    out.println("| model | F1 | false alarms, % | missed alarms, % | precision | NAB |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
    if (choose) {
      choose(found);
    } else if (across) {
      across(found);
    } else {
      test(found);
    }
    if (json != null) {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(json.toFile(), Map.of("seed", seed, "figures", found));
    }
    return 0;
  }

  /** The best on faults put in, the best first. */
  private void choose(Map<String, Detection> found) {
    List<Series> files = Faults.in(whole("anomaly-free").get(0), seed);
    Map<String, Detection> all = new LinkedHashMap<>();
    for (Family family : families) {
      Subject.judge(files, family, windows, latents, seed)
          .forEach((settings, judged) -> all.put(settings.toString(), Detection.of(judged, 1)));
    }
    all.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.comparing(Detection::f1).reversed()))
        .limit(BEST)
        .forEach(one -> report(found, one.getKey(), one.getValue()));
  }

  private void across(Map<String, Detection> found) {
    Across folders = new Across(folders(), seed);
    for (Family family : families) {
      Map<String, Across.Choice> chosen = folders.choose(family, windows, latents);
      chosen.forEach(
          (folder, choice) ->
              report(found, folder + ": " + choice.settings(), Detection.of(choice.files(), 1)));
      report(
          found,
          family.id() + ", all",
          Detection.of(all(chosen.values(), Across.Choice::files), 1));
    }
  }

  private void test(Map<String, Detection> found) {
    List<Series> files = all(folders().values(), folder -> folder);
    for (Settings settings : all(families, Settings::chosen)) {
      Subject.judge(files, List.of(settings), seed)
          .forEach((one, judged) -> report(found, one.toString(), Detection.of(judged, 1)));
    }
  }

  private static <T, R> List<R> all(Collection<T> parts, Function<T, List<R>> of) {
    return parts.stream().map(of).flatMap(List::stream).toList();
  }

  private void report(Map<String, Detection> found, String name, Detection detection) {
    found.put(name, detection);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "| %s | %.3f | %.2f | %.2f | %.3f | %.1f |%n",
        name,
        detection.f1(),
        100 * detection.falseAlarmRate(),
        100 * detection.missedAlarmRate(),
        detection.precision(),
        detection.nab());
    out.flush();
  }

  private Map<String, List<Series>> folders() {
    Map<String, List<Series>> folders = new LinkedHashMap<>();
    FOLDERS.forEach(folder -> folders.put(folder, whole(folder)));
    return folders;
  }

  /** Without a column of times, so that a file is one series: the protocol counts rows. */
  private List<Series> whole(String folder) {
    List<String> channels =
        SeriesFiles.read(SeriesOptions.of(data.resolve("anomaly-free"), 2)).get(0).channels();
    return SeriesFiles.read(
        new SeriesOptions(data.resolve(folder), channels, SeriesOptions.NO_TIME, List.of(), 2, 1));
  }
}
