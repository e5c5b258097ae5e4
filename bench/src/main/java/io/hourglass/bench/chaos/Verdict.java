package io.hourglass.bench.chaos;

import io.hourglass.bench.chaos.Inputs.Expected;
import io.hourglass.bench.chaos.Inputs.Input;
import io.hourglass.bench.chaos.Inputs.Position;
import io.hourglass.bench.chaos.Outputs.Kind;
import io.hourglass.bench.chaos.Outputs.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Whether the outcomes are those that the guarantee promises.
 *
 * @param latents that came out, duplicates among them
 * @param alerts that came out, duplicates among them
 * @param deadLetters that came out, duplicates among them
 * @param duplicates outcomes beyond the first of a record
 * @param violations of the guarantee, a sentence each; the first few
 */
record Verdict(int latents, int alerts, int deadLetters, int duplicates, List<String> violations) {
  private static final int FEW = 20;

  Verdict {
    violations = List.copyOf(violations);
  }

  /**
   * Judges.
   *
   * @param inputs what was sent, by position
   * @param outcomes what came out, in order within a partition of a topic
   * @param exactlyOnce whether an outcome may come once only
   */
  static Verdict of(Map<Position, Input> inputs, List<Outcome> outcomes, boolean exactlyOnce) {
    Map<Kind, Integer> counts = new HashMap<>();
    Map<Kind, Set<Position>> seen = new HashMap<>();
    Map<String, Long> lastOfKey = new HashMap<>();
    List<String> violations = new ArrayList<>();
    int duplicates = 0;
    for (Outcome outcome : outcomes) {
      Position source = outcome.source();
      counts.merge(outcome.kind(), 1, Integer::sum);
      Input input = inputs.get(source);
      if (input == null) {
        violations.add("a %s of %s, where nothing was sent".formatted(outcome.kind(), source));
        continue;
      }
      if (!input.key().equals(outcome.key())) {
        violations.add("a %s with key %s of %s".formatted(outcome.kind(), outcome.key(), input));
      }
      if (input.expected() == Expected.NOTHING
          || (input.expected() == Expected.DEAD_LETTER) != (outcome.kind() == Kind.DEAD_LETTER)) {
        violations.add("a %s of %s".formatted(outcome.kind(), input));
      }
      if (!of(outcome.kind(), seen).add(source)) {
        duplicates++;
        if (exactlyOnce) {
          violations.add("a second %s of %s".formatted(outcome.kind(), input));
        }
        continue;
      }
      Long before = lastOfKey.put(outcome.kind() + outcome.key(), source.offset());
      if (before != null && before > source.offset()) {
        violations.add(
            "a %s of %s after one of offset %d".formatted(outcome.kind(), input, before));
      }
    }
    inputs.forEach(
        (position, input) -> {
          Kind kind = input.expected() == Expected.DEAD_LETTER ? Kind.DEAD_LETTER : Kind.LATENT;
          if (input.expected() != Expected.NOTHING && !of(kind, seen).contains(position)) {
            violations.add("nothing of %s at %s".formatted(input, position));
          }
        });
    violations.addAll(missingAlerts(inputs, of(Kind.ALERT, seen)));
    return new Verdict(
        counts.getOrDefault(Kind.LATENT, 0),
        counts.getOrDefault(Kind.ALERT, 0),
        counts.getOrDefault(Kind.DEAD_LETTER, 0),
        duplicates,
        violations.subList(0, Math.min(FEW, violations.size())));
  }

  private static Set<Position> of(Kind kind, Map<Kind, Set<Position>> seen) {
    return seen.computeIfAbsent(kind, none -> new HashSet<>());
  }

  /** The same content is an alert each time it comes, or never. */
  private static List<String> missingAlerts(Map<Position, Input> inputs, Set<Position> alerts) {
    Set<Integer> alarming = new HashSet<>();
    alerts.stream()
        .map(inputs::get)
        .filter(Objects::nonNull)
        .map(Input::content)
        .forEach(alarming::add);
    return inputs.entrySet().stream()
        .filter(sent -> alarming.contains(sent.getValue().content()))
        .filter(sent -> !alerts.contains(sent.getKey()))
        .map(sent -> "no alert of %s at %s".formatted(sent.getValue(), sent.getKey()))
        .toList();
  }

  boolean holds() {
    return violations.isEmpty();
  }
}
