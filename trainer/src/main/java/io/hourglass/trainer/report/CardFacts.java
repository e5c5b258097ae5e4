package io.hourglass.trainer.report;

import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelInput;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.Training;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.adopt.Adopter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A model card for people: names and values, in reading order. */
public final class CardFacts {
  private CardFacts() {}

  /** What the card says, without the quantiles. */
  public static Map<String, String> of(ModelCard card) {
    Map<String, String> facts = new LinkedHashMap<>();
    Training training = card.training();
    facts.put("model", "%s, version %s".formatted(card.name(), card.version()));
    facts.put("family", card.family());
    facts.put("input", input(card.input()));
    facts.put("latent", card.latentShape().toString());
    facts.put("score", score(card));
    facts.put("training data", training.data());
    facts.put("data digest", training.dataDigest());
    facts.put(
        "inputs",
        "%,d to fit, %,d to stop early, %,d to calibrate"
            .formatted(training.trained(), training.validated(), training.calibrated()));
    facts.put("seed", Long.toString(training.seed()));
    facts.put(
        "epochs",
        "%d, weights of epoch %d, validation loss %s"
            .formatted(training.epochs(), training.bestEpoch(), small(training.validationLoss())));
    facts.put("trained", "%s, in %.0f s".formatted(training.trainedAt(), training.seconds()));
    if (!training.settings().isEmpty()) {
      facts.put("settings", words(training.settings()));
    }
    facts.put("versions", words(training.versions()));
    facts.put(
        "agrees with the trainer",
        "score to %s, latent to %s, reconstruction to %s, on %,d inputs"
            .formatted(
                small(card.verification().score()),
                small(card.verification().latent()),
                small(card.verification().reconstruction()),
                card.verification().images()));
    return facts;
  }

  /** What goes in: e.g. the size of images and what becomes of other sizes. */
  public static String input(ModelInput input) {
    return input instanceof WindowInput window ? windows(window) : images((ImageInput) input);
  }

  private static String windows(WindowInput input) {
    return "windows of %d readings, every %d, of %s"
        .formatted(input.length(), input.stride(), String.join(", ", input.channels()));
  }

  private static String images(ImageInput input) {
    String others =
        switch (input.resize()) {
          case NONE -> "other sizes are refused";
          case STRETCH -> "other sizes are stretched";
          case CROP -> "other sizes are cropped and scaled";
        };
    return "images of %d x %d pixels, %s; %s"
        .formatted(
            input.width(), input.height(), input.channels() == 1 ? "grey" : "colour", others);
  }

  /** Score limits by false-alarm rate. */
  public static Map<String, String> thresholds(ModelCard card) {
    Map<String, String> thresholds = new LinkedHashMap<>();
    for (int one : new int[] {10, 100, 1_000, 10_000, 100_000, 1_000_000}) {
      thresholds.put(
          "1 in %,d normal records".formatted(one), small(card.calibration().threshold(1.0 / one)));
    }
    return thresholds;
  }

  private static String score(ModelCard card) {
    ScoreRule rule = card.score();
    if (rule.pixelError().equals(Adopter.IMPORTED)) {
      return "the imported model's own";
    }
    boolean windows = card.input() instanceof WindowInput;
    String each = windows ? "reading" : "pixel";
    String pixels =
        rule.worstPercent() == 100
            ? "all %ss".formatted(each)
            : "the worst %s %% of the %ss".formatted(Axis.text(rule.worstPercent()), each);
    String pooled =
        switch (rule.pool()) {
          case MEAN -> "mean %s of %s".formatted(rule.pixelError(), pixels);
          case QUANTILE -> "least %s of %s".formatted(rule.pixelError(), pixels);
          case MAX -> "largest %s of a %s".formatted(rule.pixelError(), each);
        };
    String smoothed =
        rule.smoothing() == 1
            ? ""
            : (windows
                    ? ", averaged over %1$d readings before"
                    : ", averaged over %1$d x %1$d pixels before")
                .formatted(rule.smoothing());
    String divergence =
        rule.divergence() == 0
            ? ""
            : ", plus %s times the divergence from the prior".formatted(small(rule.divergence()));
    String relative = rule.relative() ? "; divided by the complexity of the input" : "";
    return pooled + smoothed + divergence + relative;
  }

  private static String words(Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, value) -> text.append(text.isEmpty() ? "" : ", ").append(name + " " + value));
    return text.toString();
  }

  /** Four significant digits. */
  public static String small(double value) {
    return value != 0 && Math.abs(value) < 1e-4
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** A share, in per cent. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
  }
}
