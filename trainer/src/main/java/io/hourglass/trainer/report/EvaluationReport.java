package io.hourglass.trainer.report;

import io.hourglass.model.Calibration;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.evaluate.Scored;
import io.hourglass.trainer.report.Plot.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The page that shows an {@link Evaluation}. */
public final class EvaluationReport {
  private static final int SHOWN = 8;

  private static final String PICTURES =
      "Input, reconstruction, error; the score, and how many normal images score as high.";

  private final ScoringModel model;
  private final ModelCard card;
  private final Evaluation evaluation;

  private EvaluationReport(ScoringModel model, Evaluation evaluation) {
    this.model = model;
    this.card = model.card();
    this.evaluation = evaluation;
  }

  /** Makes the page; the model is run again for the images that are shown. */
  public static HtmlPage of(ScoringModel model, Evaluation evaluation) {
    return new EvaluationReport(model, evaluation).page();
  }

  private HtmlPage page() {
    HtmlPage page =
        new HtmlPage(
            "Evaluation of " + card.name(),
            "%s, %s, on %s".formatted(card.family(), card.version(), evaluation.data().source()));
    tiles(page);
    page.section("Scores", "What normal images and others score, and what each threshold brings.");
    page.figures(new EvaluationPlots(evaluation, card.calibration()).all());
    cases(page, "Worst", "The highest scores.", image -> true, byScore().reversed());
    cases(
        page,
        "Borderline",
        "The scores nearest to the threshold.",
        image -> true,
        Comparator.comparingDouble(
            image -> Math.abs(Math.log(image.score() / evaluation.threshold()))));
    cases(
        page,
        "Missed",
        "Anomalous images below the threshold, the lowest scores first.",
        image -> image.anomalous() && !evaluation.alerts(image),
        byScore());
    cases(
        page,
        "False alarms",
        "Normal images above the threshold, the highest scores first.",
        image -> !image.anomalous() && evaluation.alerts(image),
        byScore().reversed());
    page.section("The model", "").facts(CardFacts.of(card));
    page.section("Thresholds", "The score above which so many normal records raise an alert.");
    page.facts(CardFacts.thresholds(card));
    page.section("The data", "").facts(data());
    return page;
  }

  private static Comparator<Scored> byScore() {
    return Comparator.comparingDouble(Scored::score);
  }

  private void tiles(HtmlPage page) {
    RocCurve roc = evaluation.roc();
    page.tiles(
        new HtmlPage.Tile(
            roc == null ? "-" : figure(roc.area()), "AUROC", "1 is perfect, 0.5 is chance"),
        new HtmlPage.Tile(
            roc == null ? "-" : figure(roc.averagePrecision()),
            "average precision",
            "1 is perfect"),
        new HtmlPage.Tile(
            roc == null ? "-" : CardFacts.percent(evaluation.detectionRate()),
            "detection rate",
            "%,d of %,d anomalous images"
                .formatted(evaluation.alerts(true), evaluation.count(true))),
        new HtmlPage.Tile(
            CardFacts.percent(evaluation.falseAlarmRate()),
            "false-alarm rate",
            "%,d of %,d normal images; asked for: %s"
                .formatted(
                    evaluation.alerts(false),
                    evaluation.count(false),
                    CardFacts.percent(evaluation.askedRate()))));
  }

  private void cases(
      HtmlPage page,
      String heading,
      String explanation,
      Predicate<Scored> wanted,
      Comparator<Scored> order) {
    List<Scored> chosen =
        evaluation.scored().stream().filter(wanted).sorted(order).limit(SHOWN).toList();
    page.section(heading, chosen.isEmpty() ? "None." : explanation + " " + PICTURES);
    if (!chosen.isEmpty()) {
      page.cases(cases(chosen));
    }
  }

  private List<HtmlPage.Case> cases(List<Scored> chosen) {
    Calibration calibration = card.calibration();
    Inference outputs =
        Evaluator.infer(
            model,
            chosen.stream().map(Scored::sample).toList(),
            EnumSet.of(Output.RECONSTRUCTION, Output.ERROR_MAP));
    List<HtmlPage.Case> cases = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      Scored image = chosen.get(i);
      cases.add(
          new HtmlPage.Case(
              image.anomalous() ? Series.ANOMALOUS : Series.NORMAL,
              Pictures.of(
                  card.imageInput(),
                  image.sample().pixels(),
                  outputs.reconstruction(i),
                  outputs.errorMap(i),
                  calibration.pixelError()),
              "score %s, %s".formatted(CardFacts.small(image.score()), likely(calibration, image)),
              "label %s, %s".formatted(image.sample().label(), image.sample().name())));
    }
    return cases;
  }

  private static String likely(Calibration calibration, Scored image) {
    double probability = calibration.probability(image.score());
    if (probability < 1e-6) {
      return "below 1 in a million";
    }
    return probability > 0.1
        ? "%.0f in 100".formatted(100 * probability)
        : "1 in %,.0f".formatted(1 / probability);
  }

  private Map<String, String> data() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("source", evaluation.data().source());
    facts.put("digest", evaluation.data().digest());
    facts.put(
        "images",
        "%,d normal, %,d anomalous".formatted(evaluation.count(false), evaluation.count(true)));
    facts.put("normal labels", String.join(", ", evaluation.normalLabels()));
    facts.put(
        "all labels",
        String.join(
            ", ",
            evaluation.data().labels().entrySet().stream()
                .map(entry -> "%s (%,d)".formatted(entry.getKey(), entry.getValue()))
                .toList()));
    if (evaluation.pixelArea() != null) {
      facts.put("AUROC of single pixels", figure(evaluation.pixelArea()));
    }
    facts.put(
        "speed",
        "%,.0f images/s on one thread"
            .formatted(evaluation.scored().size() / evaluation.seconds()));
    return facts;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
