package io.hourglass.trainer.report;

import io.hourglass.model.Calibration;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.Projection;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.evaluate.Scored;
import io.hourglass.trainer.report.Plot.Series;
import java.util.ArrayList;
import java.util.List;

/** An {@link Evaluation} as plots. */
public final class EvaluationPlots {
  private static final int DOTS = 2000;
  private static final int BINS = 48;

  private final Evaluation evaluation;
  private final Calibration calibration;

  /** Plots of an evaluation; the calibration is the model's. */
  public EvaluationPlots(Evaluation evaluation, Calibration calibration) {
    this.evaluation = evaluation;
    this.calibration = calibration;
  }

  /** The plots with their captions; those of anomalies only if there are any. */
  public HtmlPage.Figure[] all() {
    List<HtmlPage.Figure> figures = new ArrayList<>();
    figures.add(
        new HtmlPage.Figure("Share of the images by score, with the threshold.", histogram()));
    RocCurve roc = evaluation.roc();
    if (roc != null) {
      figures.add(
          new HtmlPage.Figure("Detections against false alarms, over all thresholds.", curve(roc)));
    }
    figures.add(
        new HtmlPage.Figure("Latents, in their two directions of largest variance.", scatter()));
    figures.add(
        new HtmlPage.Figure("False alarms observed against false alarms asked for.", calibrated()));
    return figures.toArray(HtmlPage.Figure[]::new);
  }

  private Plot histogram() {
    double low = evaluation.threshold();
    double high = evaluation.threshold();
    for (Scored image : evaluation.scored()) {
      if (image.score() > 0) {
        low = Math.min(low, image.score());
        high = Math.max(high, image.score());
      }
    }
    Axis x = Axis.logarithmic("score", low / 1.05, high * 1.05);
    double[] normal = shares(x, false);
    double[] anomalous = shares(x, true);
    double top = 0;
    for (int i = 0; i < BINS; i++) {
      top = Math.max(top, Math.max(normal[i], anomalous[i]));
    }
    Plot plot = new Plot(x, Axis.linear("share of images", 0, top * 1.12));
    for (int i = 0; i < BINS; i++) {
      double from = x.min() * Math.pow(x.max() / x.min(), (double) i / BINS);
      double to = x.min() * Math.pow(x.max() / x.min(), (i + 1.0) / BINS);
      plot.bar(Series.NORMAL, from, to, normal[i]).bar(Series.ANOMALOUS, from, to, anomalous[i]);
    }
    return legends(plot.vertical(evaluation.threshold(), "threshold"));
  }

  private double[] shares(Axis x, boolean anomalous) {
    double[] shares = new double[BINS];
    int count = Math.max(1, evaluation.count(anomalous));
    for (Scored image : evaluation.scored()) {
      if (image.anomalous() == anomalous) {
        int bin = (int) (x.position(Math.max(x.min(), image.score())) * BINS);
        shares[Math.min(BINS - 1, bin)] += 1.0 / count;
      }
    }
    return shares;
  }

  private Plot curve(RocCurve roc) {
    Plot plot =
        new Plot(Axis.linear("false-alarm rate", 0, 1), Axis.linear("detection rate", 0, 1));
    plot.line(Series.REFERENCE, List.of(new double[] {0, 0}, new double[] {1, 1}));
    List<double[]> points = new ArrayList<>();
    for (RocCurve.Point point : roc.points()) {
      double[] at = {point.falseAlarmRate(), point.detectionRate()};
      // A step of one image is too small to see among thousands.
      double[] last = points.isEmpty() ? null : points.get(points.size() - 1);
      if (last == null || at[0] == 1 || at[0] - last[0] + at[1] - last[1] > 0.002) {
        points.add(at);
      }
    }
    return plot.line(Series.CURVE, points)
        .mark(evaluation.falseAlarmRate(), evaluation.detectionRate(), "at the threshold");
  }

  /** Down to the rate at which a single false alarm would be expected. */
  private Plot calibrated() {
    double[] normal =
        evaluation.scored().stream()
            .filter(image -> !image.anomalous())
            .mapToDouble(Scored::score)
            .sorted()
            .toArray();
    double lowest = Math.min(0.1, 1.0 / normal.length);
    Plot plot =
        new Plot(Axis.logarithmic("asked for", lowest, 1), Axis.logarithmic("observed", lowest, 1));
    plot.line(Series.REFERENCE, List.of(new double[] {lowest, lowest}, new double[] {1, 1}));
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < normal.length; i++) {
      double observed = (double) (normal.length - i) / normal.length;
      points.add(new double[] {calibration.probability(normal[i]), observed});
    }
    return plot.line(Series.NORMAL, points);
  }

  private Plot scatter() {
    List<Scored> chosen = new ArrayList<>();
    int step = Math.max(1, evaluation.scored().size() / DOTS);
    for (int i = 0; i < evaluation.scored().size(); i += step) {
      chosen.add(evaluation.scored().get(i));
    }
    double[][] points = Projection.of(chosen.stream().map(Scored::latent).toList());
    Plot plot =
        new Plot(
            Axis.around("first component", points, 0), Axis.around("second component", points, 1));
    for (boolean anomalous : new boolean[] {true, false}) {
      for (int i = 0; i < points.length; i++) {
        if (chosen.get(i).anomalous() == anomalous) {
          plot.dot(anomalous ? Series.ANOMALOUS : Series.NORMAL, points[i][0], points[i][1]);
        }
      }
    }
    return legends(plot);
  }

  private static Plot legends(Plot plot) {
    return plot.legend(Series.NORMAL, "normal").legend(Series.ANOMALOUS, "anomalous");
  }
}
