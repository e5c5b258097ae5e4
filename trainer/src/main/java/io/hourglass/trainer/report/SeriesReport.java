package io.hourglass.trainer.report;

import io.hourglass.model.ModelCard;
import io.hourglass.trainer.detect.Detection;
import io.hourglass.trainer.detect.Timeline;
import io.hourglass.trainer.report.Plot.Series;
import io.hourglass.trainer.series.SeriesEvaluation;
import io.hourglass.trainer.series.SeriesEvaluation.ScoredSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page that shows a {@link SeriesEvaluation}: figures, and each series channel by channel. */
public final class SeriesReport {
  private static final int SHOWN = 6;
  private static final int POINTS = 800;

  private final ModelCard card;
  private final SeriesEvaluation evaluation;

  private SeriesReport(ModelCard card, SeriesEvaluation evaluation) {
    this.card = card;
    this.evaluation = evaluation;
  }

  /** Makes the page. */
  public static HtmlPage of(ModelCard card, SeriesEvaluation evaluation) {
    return new SeriesReport(card, evaluation).page();
  }

  /** The figures by name, in reading order. */
  public static Map<String, String> figures(SeriesEvaluation evaluation) {
    Map<String, String> figures = new LinkedHashMap<>();
    Detection detection = evaluation.detection();
    figures.put("readings", "%,d".formatted(evaluation.readings()));
    figures.put(
        "threshold",
        "%s for 1 false alarm in %,.0f normal windows"
            .formatted(CardFacts.small(evaluation.threshold()), 1 / evaluation.askedRate()));
    if (detection != null) {
      figures.put("VUS-PR", figure(evaluation.vusPr()));
      figures.put("AUC-PR", figure(evaluation.aucPr()));
      figures.put("events found", "%d of %d".formatted(detection.found(), detection.events()));
      figures.put("delay of detection", delay(evaluation, detection));
      figures.put("alarms per event", figure(detection.alarmsPerEvent()));
      figures.put(
          "F1 by reading",
          "%s (precision %s, recall %s)"
              .formatted(
                  figure(detection.f1()),
                  figure(detection.precision()),
                  figure(detection.recall())));
      figures.put("alarmed normal readings", CardFacts.percent(detection.falseAlarmRate()));
      figures.put("missed anomalous readings", CardFacts.percent(detection.missedAlarmRate()));
      figures.put(
          "range-based precision, recall",
          "%s, %s".formatted(figure(detection.rangePrecision()), figure(detection.rangeRecall())));
      figures.put("NAB score", "%.1f".formatted(detection.nab()));
    }
    if (!Double.isNaN(evaluation.falseAlarmsPerDay())) {
      figures.put(
          "false alarms per day",
          String.format(Locale.ROOT, "%.2f", evaluation.falseAlarmsPerDay()));
    }
    return figures;
  }

  private static String delay(SeriesEvaluation evaluation, Detection detection) {
    if (Double.isNaN(detection.medianDelay())) {
      return "-";
    }
    String readings = String.format(Locale.ROOT, "%.0f readings", detection.medianDelay());
    double seconds = detection.medianDelay() * evaluation.period();
    return Double.isNaN(seconds)
        ? readings
        : "%s, %s s".formatted(readings, CardFacts.small(seconds));
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  private HtmlPage page() {
    HtmlPage page =
        new HtmlPage(
            "Evaluation of " + card.name(),
            "%s, %s, on %,d readings"
                .formatted(card.family(), card.version(), evaluation.readings()));
    tiles(page);
    page.section("Figures", "No F1 after point adjustment: it flatters.")
        .facts(figures(evaluation));
    evaluation.scored().stream().limit(SHOWN).forEach(one -> series(page, one));
    page.section("The model", "").facts(CardFacts.of(card));
    page.section("Thresholds", "The score above which so many normal windows raise an alert.");
    return page.facts(CardFacts.thresholds(card));
  }

  private void tiles(HtmlPage page) {
    Detection detection = evaluation.detection();
    page.tiles(
        new HtmlPage.Tile(figure(evaluation.vusPr()), "VUS-PR", "1 is perfect"),
        new HtmlPage.Tile(
            detection == null ? "-" : "%d of %d".formatted(detection.found(), detection.events()),
            "events found",
            "at the threshold"),
        new HtmlPage.Tile(
            detection == null || Double.isNaN(detection.medianDelay())
                ? "-"
                : String.format(Locale.ROOT, "%.0f", detection.medianDelay()),
            "readings of delay",
            "median of the events found"),
        new HtmlPage.Tile(
            Double.isNaN(evaluation.falseAlarmsPerDay())
                ? "-"
                : String.format(Locale.ROOT, "%.1f", evaluation.falseAlarmsPerDay()),
            "false alarms a day",
            "alarms that begin outside of events"));
  }

  private void series(HtmlPage page, ScoredSeries one) {
    page.section(
        one.series().name(),
        "Readings from row %,d on. Shaded: labelled events. Marked below the scores: alarms."
            .formatted(one.series().firstRow()));
    List<HtmlPage.Figure> figures = new ArrayList<>();
    figures.add(new HtmlPage.Figure("Score, and the threshold.", scores(one.timeline())));
    for (int c = 0; c < one.series().values().length; c++) {
      figures.add(new HtmlPage.Figure(one.series().channels().get(c), channel(one, c)));
    }
    page.figures(figures.toArray(HtmlPage.Figure[]::new));
  }

  private Plot scores(Timeline timeline) {
    double[] scores = timeline.scores();
    double least = Arrays.stream(scores).filter(score -> score > 0).min().orElse(1e-6);
    double most = Math.max(evaluation.threshold(), Arrays.stream(scores).max().orElse(1)) * 1.5;
    double lower = Math.min(least, evaluation.threshold()) / 2;
    Plot plot =
        shaded(
            new Plot(
                Axis.linear("reading", 0, timeline.length()),
                Axis.logarithmic("score", lower, most)),
            timeline);
    timeline
        .alarms(evaluation.threshold())
        .forEach(alarm -> plot.bar(Series.ANOMALOUS, alarm.from(), alarm.to(), lower * 1.3));
    return plot.line(Series.CURVE, points(i -> Math.max(lower, scores[i]), scores.length))
        .horizontal(evaluation.threshold(), "threshold");
  }

  private static Plot channel(ScoredSeries one, int channel) {
    float[] values = one.series().values()[channel];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double room = 0.05 * (most - least);
    return shaded(
            new Plot(
                Axis.linear("reading", 0, values.length),
                Axis.linear("", least - room, most + room)),
            one.timeline())
        .line(Series.NORMAL, points(i -> values[i], values.length));
  }

  private static Plot shaded(Plot plot, Timeline timeline) {
    timeline.events().forEach(event -> plot.band(event.from(), event.to()));
    return plot;
  }

  private interface Value {
    double at(int index);
  }

  /** The least and the most of each of some hundred stretches: a spike must not vanish. */
  private static List<double[]> points(Value values, int count) {
    List<double[]> points = new ArrayList<>();
    int each = Math.max(1, count / POINTS);
    for (int from = 0; from < count; from += each) {
      int lowest = from;
      int highest = from;
      for (int i = from; i < Math.min(count, from + each); i++) {
        lowest = values.at(i) < values.at(lowest) ? i : lowest;
        highest = values.at(i) > values.at(highest) ? i : highest;
      }
      int first = Math.min(lowest, highest);
      int second = Math.max(lowest, highest);
      points.add(new double[] {first, values.at(first)});
      if (second > first) {
        points.add(new double[] {second, values.at(second)});
      }
    }
    return points;
  }
}
