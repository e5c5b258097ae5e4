package io.hourglass.bench.skab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.series.Series;
import io.hourglass.trainer.series.SeriesFiles;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
      "With --choose, on faults put into the file without anomalies, for several settings."
    })
public final class SkabCommand implements Callable<Integer> {
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

  @Option(names = "--windows", split = ",", defaultValue = "8,16,32,60", hidden = true)
  private List<Integer> windows = new ArrayList<>();

  @Option(names = "--latents", split = ",", defaultValue = "4,8,16", hidden = true)
  private List<Integer> latents = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Series> files = choose ? Faults.in(whole("anomaly-free").get(0), seed) : files();
    Map<String, Detection> found = new LinkedHashMap<>();
    out.println("| model | F1 | false alarms, % | missed alarms, % | precision | NAB |");
    out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (Settings settings : settings()) {
      List<Timeline> timelines = new ArrayList<>();
      for (Series file : files) {
        timelines.add(new Subject(settings, seed).judge(file));
      }
      Detection detection = Detection.of(timelines, 1);
      found.put(settings.toString(), detection);
      out.printf(
          "| %s | %.3f | %.2f | %.2f | %.3f | %.1f |%n",
          settings,
          detection.f1(),
          100 * detection.falseAlarmRate(),
          100 * detection.missedAlarmRate(),
          detection.precision(),
          detection.nab());
      out.flush();
    }
    if (json != null) {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(json.toFile(), Map.of("seed", seed, "files", files.size(), "figures", found));
    }
    return 0;
  }

  private List<Settings> settings() {
    if (!choose) {
      return families.stream().map(Settings::chosen).flatMap(List::stream).toList();
    }
    List<Settings> all = new ArrayList<>();
    for (Family family : families) {
      for (int window : windows) {
        for (int latent : latents) {
          all.add(new Settings(family, window, latent, false));
          if (family == Family.PCA) {
            all.add(new Settings(family, window, latent, true));
          }
        }
      }
    }
    return all;
  }

  private List<Series> files() {
    List<Series> files = new ArrayList<>();
    FOLDERS.forEach(folder -> files.addAll(whole(folder)));
    return files;
  }

  /** Without a column of times, so that a file is one series: the protocol counts rows. */
  private List<Series> whole(String folder) {
    List<String> channels =
        SeriesFiles.read(SeriesOptions.of(data.resolve("anomaly-free"), 2)).get(0).channels();
    return SeriesFiles.read(
        new SeriesOptions(data.resolve(folder), channels, SeriesOptions.NO_TIME, List.of(), 2, 1));
  }
}
