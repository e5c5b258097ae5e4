package io.hourglass.demo;

import io.hourglass.demo.DemoStream.Sent;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.record.DeadLetter;
import io.hourglass.record.LatentVector;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.report.CardFacts;
import io.hourglass.trainer.report.EvaluationPlots;
import io.hourglass.trainer.report.HtmlPage;
import io.hourglass.trainer.report.HtmlPage.Case;
import io.hourglass.trainer.report.HtmlPage.Tile;
import io.hourglass.trainer.report.Pictures;
import io.hourglass.trainer.report.Plot.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The page that shows what the demo's alerts were about. */
final class DemoPage {
  private static final int SHOWN = 12;

  private final DemoData data;
  private final DemoResult result;
  private final ScoringModel model;

  private DemoPage(DemoData data, DemoResult result, ScoringModel model) {
    this.data = data;
    this.result = result;
    this.model = model;
  }

  static HtmlPage of(DemoData data, DemoResult result, ScoringModel model) {
    return new DemoPage(data, result, model).page();
  }

  private HtmlPage page() {
    HtmlPage page =
        new HtmlPage(
            "Hourglass demo",
            "%s; normal is “%s”. Everything here was read from the output topics."
                .formatted(data.title(), data.normalName()));
    page.tiles(
        new Tile("%.4f".formatted(result.auroc()), "AUROC", "1 is perfect, 0.5 is chance"),
        new Tile(
            CardFacts.percent(result.detectionRate()),
            "detection rate",
            "of %,d images of other classes".formatted(result.stream().images(true))),
        new Tile(
            CardFacts.percent(result.falseAlarmRate()),
            "false-alarm rate",
            "of %,d normal images; asked for: %s"
                .formatted(
                    result.stream().images(false),
                    CardFacts.percent(model.card().falseAlarmRate()))),
        new Tile(
            "%,.0f".formatted(result.recordsPerSecond()),
            "records/s",
            "%,d records in and out of Kafka, exactly once"
                .formatted(result.stream().records().size())));

    List<AnomalyAlert> worstFirst =
        result.alerts().stream()
            .sorted(Comparator.comparingDouble(AnomalyAlert::getScore).reversed())
            .toList();
    page.section("Alerts", "Input, reconstruction, error: a sample of all, from the worst down.");
    page.cases(alerts(spread(worstFirst.stream().filter(alert -> isAnomalous(alert)).toList())));
    cases(
        page,
        "False alarms",
        "Normal images that raised an alert.",
        alerts(worstFirst.stream().filter(alert -> !isAnomalous(alert)).limit(SHOWN).toList()));
    cases(page, "Missed", "Images of other classes that raised none.", missed());

    page.section("Scores", "");
    page.figures(
        new EvaluationPlots(result.evaluation(model.card()), model.card().calibration()).all());
    page.section("Dead letters", "What could not be scored, whole, with the reason.");
    page.table(
        List.of("key", "partition, offset", "reason", "detail"),
        result.deadLetters().stream().map(DemoPage::row).toList());
    page.section("The model", "").facts(CardFacts.of(model.card()));
    return page;
  }

  private static void cases(HtmlPage page, String heading, String text, List<Case> cases) {
    page.section(heading, cases.isEmpty() ? "None." : text);
    if (!cases.isEmpty()) {
      page.cases(cases);
    }
  }

  private boolean isAnomalous(AnomalyAlert alert) {
    return result.stream().isImage(alert.getId(), true);
  }

  /** Evenly spaced elements, the first and the last among them. */
  private static <T> List<T> spread(List<T> all) {
    int shown = Math.min(2 * SHOWN, all.size());
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < shown; i++) {
      chosen.add(all.get(shown == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (shown - 1))));
    }
    return chosen;
  }

  /**
   * The heatmap is the alert's own; the reconstruction, which alerts do not carry, is made anew.
   */
  private List<Case> alerts(List<AnomalyAlert> alerts) {
    List<Case> cases = new ArrayList<>();
    for (AnomalyAlert alert : alerts) {
      Sent record = result.stream().find(alert.getId());
      if (record == null || record.image() == null) {
        continue;
      }
      List<byte[]> pictures = new ArrayList<>(pictures(record.image()));
      if (alert.getHeatmap() != null) {
        pictures.set(2, alert.getHeatmap().array());
      }
      cases.add(
          new Case(
              record.anomalous() ? Series.ANOMALOUS : Series.NORMAL,
              pictures,
              alert.getSeverity() + ", score " + CardFacts.small(alert.getScore()),
              "threshold %s; %s".formatted(CardFacts.small(alert.getThreshold()), alert.getId())));
    }
    return cases;
  }

  private List<Case> missed() {
    Set<String> alerted =
        result.alerts().stream().map(AnomalyAlert::getId).collect(Collectors.toSet());
    List<LatentVector> lowestFirst =
        result.latents().stream()
            .filter(latent -> !alerted.contains(latent.getId()))
            .sorted(Comparator.comparingDouble(LatentVector::getScore))
            .toList();
    List<Case> cases = new ArrayList<>();
    for (LatentVector latent : lowestFirst) {
      Sent record = result.stream().find(latent.getId());
      if (record != null && record.anomalous() && record.image() != null && cases.size() < SHOWN) {
        cases.add(
            new Case(
                Series.ANOMALOUS,
                pictures(record.image()),
                "score " + CardFacts.small(latent.getScore()),
                record.id()));
      }
    }
    return cases;
  }

  private List<byte[]> pictures(Sample image) {
    Inference outputs =
        Evaluator.infer(model, List.of(image), EnumSet.of(Output.RECONSTRUCTION, Output.ERROR_MAP));
    return Pictures.of(
        model.card().imageInput(),
        image.pixels(),
        outputs.reconstruction(0),
        outputs.errorMap(0),
        model.card().calibration().pixelError());
  }

  private static List<String> row(DeadLetter letter) {
    var at = letter.getSourceRecord();
    String key =
        letter.getKey() == null
            ? ""
            : java.nio.charset.StandardCharsets.UTF_8
                .decode(letter.getKey().duplicate())
                .toString();
    return List.of(
        key,
        at.getPartition() + ", " + at.getOffset(),
        letter.getReason().toString(),
        letter.getDetail());
  }
}
