package io.hourglass.trainer.compare;

import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.NeighbourEmbedding;
import io.hourglass.trainer.evaluate.Projection;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.evaluate.Scored;
import io.hourglass.trainer.report.Axis;
import io.hourglass.trainer.report.HtmlPage;
import io.hourglass.trainer.report.Plot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The page that shows a comparison. */
public final class ComparisonReport {
  private static final int DOTS = 800;

  private final List<Contender> contenders;
  private final long seed;

  private ComparisonReport(List<Contender> contenders, long seed) {
    this.contenders = contenders;
    this.seed = seed;
  }

  /**
   * Makes the page.
   *
   * @param contenders at least one, all evaluated on the same images
   * @param seed of the neighbour embeddings' first places
   */
  public static HtmlPage of(List<Contender> contenders, long seed) {
    return new ComparisonReport(contenders, seed).page();
  }

  /** The figures as a table's rows, the header first. */
  public static List<List<String>> table(List<Contender> contenders) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "model",
            "latent",
            "squared error",
            "AUROC",
            "average precision",
            "training",
            "images/s"));
    for (Contender contender : contenders) {
      RocCurve roc = contender.evaluation().roc();
      rows.add(
          List.of(
              contender.card().family(),
              latent(contender),
              figure("%.3f", contender.squaredError()),
              roc == null ? "-" : figure("%.4f", roc.area()),
              roc == null ? "-" : figure("%.4f", roc.averagePrecision()),
              figure("%.0f s", contender.card().training().seconds()),
              figure("%,.0f", contender.imagesPerSecond())));
    }
    return rows;
  }

  private HtmlPage page() {
    Evaluation test = contenders.get(0).evaluation();
    HtmlPage page =
        new HtmlPage("Comparison", String.join(", ", families()) + " on " + test.data().source());
    List<List<String>> rows = table(contenders);
    page.section(
        "Figures",
        "Squared error: of normal test images, samples in [0, 1], summed over an image. AUROC: of the score."
            + " Speed: of ONNX Runtime on one thread.");
    page.table(rows.get(0), rows.subList(1, rows.size()));
    page.figures(
        new HtmlPage.Figure(
            "Reconstruction error against the latent's size.",
            curves("squared error", Contender::squaredError)),
        new HtmlPage.Figure(
            "AUROC against the latent's size.",
            curves("AUROC", contender -> area(contender.evaluation()))));
    for (String family : families()) {
      latents(page, family);
    }
    page.section("The data", "").facts(facts(test));
    return page;
  }

  private List<String> families() {
    return contenders.stream().map(c -> c.card().family()).distinct().toList();
  }

  private static double area(Evaluation evaluation) {
    RocCurve roc = evaluation.roc();
    return roc == null ? Double.NaN : roc.area();
  }

  private Plot curves(String name, ToDoubleFunction<Contender> value) {
    List<Contender> shown =
        contenders.stream().filter(c -> Double.isFinite(value.applyAsDouble(c))).toList();
    double[] values = shown.stream().mapToDouble(value).sorted().toArray();
    double[] sizes = contenders.stream().mapToDouble(c -> c.card().latentSize()).sorted().toArray();
    double low = values.length == 0 ? 0 : values[0];
    double high = values.length == 0 ? 1 : values[values.length - 1];
    double margin = high > low ? 0.08 * (high - low) : 0.05;
    Plot plot =
        new Plot(
            Axis.logarithmic("latent", sizes[0] / 1.2, sizes[sizes.length - 1] * 1.2),
            Axis.linear(name, Math.max(0, low - margin), high + margin));
    List<String> families = families();
    for (int f = 0; f < families.size(); f++) {
      String family = families.get(f);
      List<double[]> points =
          shown.stream()
              .filter(contender -> contender.card().family().equals(family))
              .map(c -> new double[] {c.card().latentSize(), value.applyAsDouble(c)})
              .sorted((a, b) -> Double.compare(a[0], b[0]))
              .toList();
      plot.line(f, points);
      for (double[] point : points) {
        plot.dot(f, point[0], point[1]);
      }
      plot.legend(f, family);
    }
    return plot;
  }

  /** Codes of two numbers as they are, the longest one by its components and its neighbours. */
  private void latents(HtmlPage page, String family) {
    List<HtmlPage.Figure> figures = new ArrayList<>();
    Contender longest = null;
    for (Contender contender : contenders) {
      if (!contender.card().family().equals(family)) {
        continue;
      }
      if (contender.card().latentSize() == 2) {
        List<Scored> chosen = chosen(contender);
        double[][] code =
            chosen.stream()
                .map(image -> new double[] {image.latent()[0], image.latent()[1]})
                .toArray(double[][]::new);
        figures.add(new HtmlPage.Figure("The code of two numbers.", scatter(chosen, code)));
      } else if (longest == null || contender.card().latentSize() > longest.card().latentSize()) {
        longest = contender;
      }
    }
    if (longest != null) {
      List<Scored> chosen = chosen(longest);
      List<float[]> latents = chosen.stream().map(Scored::latent).toList();
      String which = "Latent of " + latent(longest) + ": ";
      figures.add(
          new HtmlPage.Figure(
              which + "two directions of largest variance.",
              scatter(chosen, Projection.of(latents))));
      if (latents.size() >= 4) {
        figures.add(
            new HtmlPage.Figure(
                which + "neighbours stay neighbours (t-SNE).",
                scatter(chosen, NeighbourEmbedding.of(latents, seed))));
      }
    }
    page.section("Latents of " + family, "Test images, coloured by label.");
    page.figures(figures.toArray(HtmlPage.Figure[]::new));
  }

  private static List<Scored> chosen(Contender contender) {
    List<Scored> all = contender.evaluation().scored();
    List<Scored> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(DOTS, all.size()); i++) {
      chosen.add(all.get((int) ((long) i * all.size() / Math.min(DOTS, all.size()))));
    }
    return chosen;
  }

  private static Plot scatter(List<Scored> images, double[][] at) {
    List<String> labels =
        new ArrayList<>(
            images.stream()
                .map(image -> String.valueOf(image.sample().label()))
                .collect(Collectors.toCollection(TreeSet::new)));
    Plot plot = new Plot(Axis.around("", at, 0), Axis.around("", at, 1));
    for (int i = 0; i < at.length; i++) {
      plot.dot(labels.indexOf(String.valueOf(images.get(i).sample().label())), at[i][0], at[i][1]);
    }
    for (int l = 0; l < Math.min(Plot.COLOURS, labels.size()); l++) {
      plot.legend(l, labels.get(l));
    }
    return plot;
  }

  private Map<String, String> facts(Evaluation test) {
    Map<String, String> facts = new LinkedHashMap<>();
    var training = contenders.get(0).card().training();
    facts.put("training data", training.data());
    facts.put("its digest", training.dataDigest());
    facts.put("training images", "%,d".formatted(training.trained()));
    facts.put("test data", test.data().source());
    facts.put("its digest ", test.data().digest());
    facts.put(
        "test images", "%,d normal, %,d anomalous".formatted(test.count(false), test.count(true)));
    facts.put("seed", Long.toString(training.seed()));
    training.versions().forEach(facts::put);
    return facts;
  }

  private static String latent(Contender contender) {
    return contender.card().latentShape().stream()
        .map(String::valueOf)
        .collect(Collectors.joining("x"));
  }

  private static String figure(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
