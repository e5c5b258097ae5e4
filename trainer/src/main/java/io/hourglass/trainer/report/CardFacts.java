package io.hourglass.trainer.report;

import io.hourglass.image.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Training;
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
        "images",
        "%,d to fit, %,d to stop early, %,d to calibrate"
            .formatted(training.trained(), training.validated(), training.calibrated()));
    facts.put("seed", Long.toString(training.seed()));
    facts.put(
        "epochs",
        "%d, weights of epoch %d, validation loss %s"
            .formatted(training.epochs(), training.bestEpoch(), small(training.validationLoss())));
    facts.put("trained", "%s, in %.0f s".formatted(training.trainedAt(), training.seconds()));
    facts.put("versions", versions(training.versions()));
    facts.put(
        "agrees with the trainer",
        "score to %s, latent to %s, reconstruction to %s of 255, on %,d images"
            .formatted(
                small(card.verification().score()),
                small(card.verification().latent()),
                small(card.verification().reconstruction()),
                card.verification().images()));
    return facts;
  }

  /** Size, colour and what becomes of other sizes. */
  public static String input(ImageInput input) {
    String others =
        switch (input.resize()) {
          case NONE -> "other sizes are refused";
          case STRETCH -> "other sizes are stretched";
          case CROP -> "other sizes are cropped and scaled";
        };
    return "%d x %d pixels, %s; %s"
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
    double worst = card.score().worstPercent();
    return worst == 100
        ? "mean %s of all pixels".formatted(card.score().pixelError())
        : "mean %s of the worst %s %% of the pixels"
            .formatted(card.score().pixelError(), Axis.text(worst));
  }

  private static String versions(Map<String, String> versions) {
    StringBuilder text = new StringBuilder();
    versions.forEach(
        (name, version) -> text.append(text.isEmpty() ? "" : ", ").append(name + " " + version));
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
