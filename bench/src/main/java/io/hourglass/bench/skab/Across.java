package io.hourglass.bench.skab;

import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.series.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Settings for each folder of the benchmark, chosen by the labels of the other folders: what one
 * can do who has had other faults before. No label of a folder has a say in its own settings.
 */
final class Across {
  private final Map<String, List<Series>> folders;
  private final long seed;

  Across(Map<String, List<Series>> folders, long seed) {
    this.folders = folders;
    this.seed = seed;
  }

  /**
   * The settings chosen for a folder.
   *
   * @param files as judged by them
   */
  record Choice(Settings settings, List<Timeline> files) {}

  /** By folder, for the best F1 of the others. */
  Map<String, Choice> choose(Family family, List<Integer> windows, List<Integer> latents) {
    Map<Settings, Map<String, List<Timeline>>> judged = new LinkedHashMap<>();
    for (int window : windows) {
      for (int latent : latents) {
        judged.putAll(judge(new Settings(family, window, latent, Rule.usual(false))));
      }
    }
    Map<String, Choice> chosen = new LinkedHashMap<>();
    for (String folder : folders.keySet()) {
      Predicate<String> own = folder::equals;
      Map.Entry<Settings, Map<String, List<Timeline>>> best =
          judged.entrySet().stream()
              .max(Comparator.comparing(one -> f1(files(one.getValue(), own.negate()))))
              .orElseThrow();
      chosen.put(folder, new Choice(best.getKey(), files(best.getValue(), own)));
    }
    return chosen;
  }

  private Map<Settings, Map<String, List<Timeline>>> judge(Settings fitted) {
    Map<Settings, Map<String, List<Timeline>>> judged = new LinkedHashMap<>();
    folders.forEach(
        (folder, files) ->
            Subject.judge(files, fitted, Rule.all(), seed)
                .forEach(
                    (settings, timelines) ->
                        judged
                            .computeIfAbsent(settings, one -> new LinkedHashMap<>())
                            .put(folder, timelines)));
    return judged;
  }

  private static List<Timeline> files(
      Map<String, List<Timeline>> judged, Predicate<String> folders) {
    List<Timeline> files = new ArrayList<>();
    judged.forEach(
        (folder, timelines) -> {
          if (folders.test(folder)) {
            files.addAll(timelines);
          }
        });
    return files;
  }

  private static double f1(List<Timeline> files) {
    return Detection.of(files, 1).f1();
  }
}
