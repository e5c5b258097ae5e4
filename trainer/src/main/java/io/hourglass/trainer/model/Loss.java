package io.hourglass.trainer.model;

import io.hourglass.cli.UserException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What training makes small: a weighted sum of mean pixel errors.
 *
 * @param weights above 0 each, by error; at least one
 */
public record Loss(Map<PixelError, Double> weights) {
  /** The mean squared error. */
  public static final Loss MSE = new Loss(Map.of(PixelError.SQUARED, 1.0));

  public Loss {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /**
   * Reads e.g. {@code mse}, {@code l1+ssim} or {@code 0.2*l1+0.8*ssim}.
   *
   * @throws UserException if the text is something else
   */
  public static Loss parse(String text) {
    Map<PixelError, Double> weights = new LinkedHashMap<>();
    for (String term : text.split("\\+", -1)) {
      String[] factors = term.split("\\*", -1);
      String name = factors[factors.length - 1].trim();
      PixelError error =
          Arrays.stream(PixelError.values())
              .filter(candidate -> candidate.loss().equalsIgnoreCase(name))
              .findFirst()
              .orElseThrow(() -> refused(text));
      double weight = factors.length == 1 ? 1 : number(factors[0], text);
      if (factors.length > 2 || !(weight > 0 && weight < 1e6) || weights.containsKey(error)) {
        throw refused(text);
      }
      weights.put(error, weight);
    }
    return new Loss(weights);
  }

  private static double number(String factor, String text) {
    try {
      return Double.parseDouble(factor.trim());
    } catch (NumberFormatException e) {
      throw refused(text);
    }
  }

  private static UserException refused(String text) {
    return new UserException(
        "loss is '%s'; allowed are mse, l1, ssim and sums of them, e.g. l1+ssim or 0.2*l1+0.8*ssim"
            .formatted(text));
  }

  /** The error that has the greatest weight; of equals, the last that was named. */
  public PixelError main() {
    return weights.entrySet().stream()
        .reduce((first, second) -> second.getValue() >= first.getValue() ? second : first)
        .orElseThrow()
        .getKey();
  }

  @Override
  public String toString() {
    return weights.entrySet().stream()
        .map(term -> (term.getValue() == 1 ? "" : term.getValue() + "*") + term.getKey().loss())
        .collect(Collectors.joining("+"));
  }
}
