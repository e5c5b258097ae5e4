package io.hourglass.bench.skab;

import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.series.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Settings for each folder of the benchmark, chosen by the labels of the other folders: what one
 * can do who has had other faults before. No label of a folder has a say in its own settings.
 */
final class Across {
  private final List<Series> files = new ArrayList<>();
  private final List<String> folders = new ArrayList<>();
  private final long seed;

  /**
   * @param folders their files by their names
   */
  Across(Map<String, List<Series>> folders, long seed) {
    folders.forEach(
        (folder, inside) -> {
          files.addAll(inside);
          this.folders.addAll(Collections.nCopies(inside.size(), folder));
        });
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
    Map<Settings, List<Timeline>> judged = Subject.judge(files, family, windows, latents, seed);
    Map<String, Choice> chosen = new LinkedHashMap<>();
    for (String folder : new LinkedHashSet<>(folders)) {
      Predicate<String> own = folder::equals;
      Map.Entry<Settings, List<Timeline>> best =
          judged.entrySet().stream()
              .max(Comparator.comparing(one -> f1(of(one.getValue(), own.negate()))))
              .orElseThrow();
      chosen.put(folder, new Choice(best.getKey(), of(best.getValue(), own)));
    }
    return chosen;
  }

  /** Those of some folders. */
  private List<Timeline> of(List<Timeline> judged, Predicate<String> wanted) {
    return IntStream.range(0, judged.size())
        .filter(file -> wanted.test(folders.get(file)))
        .mapToObj(judged::get)
        .toList();
  }

  private static double f1(List<Timeline> judged) {
    return Detection.of(judged, 1).f1();
  }
}
