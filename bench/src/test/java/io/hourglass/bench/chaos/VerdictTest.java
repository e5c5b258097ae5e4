package io.hourglass.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.bench.chaos.Inputs.Expected;
import io.hourglass.bench.chaos.Inputs.Input;
import io.hourglass.bench.chaos.Inputs.Position;
import io.hourglass.bench.chaos.Outputs.Kind;
import io.hourglass.bench.chaos.Outputs.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The proof itself can fail. */
class VerdictTest {
  private static final Map<Position, Input> INPUTS =
      Map.of(
          new Position(0, 0), new Input(0, "a", 0, Expected.LATENT),
          new Position(0, 1), new Input(1, "a", 1, Expected.LATENT),
          new Position(0, 2), new Input(2, "a", 0, Expected.LATENT),
          new Position(1, 0), new Input(3, "b", -1, Expected.DEAD_LETTER),
          new Position(1, 1), new Input(4, "b", 2, Expected.NOTHING));

  private static final List<Outcome> GOOD =
      List.of(
          outcome(Kind.LATENT, 0, 0, "a"),
          outcome(Kind.LATENT, 0, 1, "a"),
          outcome(Kind.LATENT, 0, 2, "a"),
          outcome(Kind.ALERT, 0, 0, "a"),
          outcome(Kind.ALERT, 0, 2, "a"),
          outcome(Kind.DEAD_LETTER, 1, 0, "b"));

  private static Outcome outcome(Kind kind, int partition, long offset, String key) {
    return new Outcome(kind, new Position(partition, offset), key);
  }

  private static List<String> violations(List<Outcome> outcomes, boolean exactlyOnce) {
    return Verdict.of(INPUTS, outcomes, exactlyOnce).violations();
  }

  private static List<Outcome> without(int index) {
    List<Outcome> outcomes = new ArrayList<>(GOOD);
    outcomes.remove(index);
    return outcomes;
  }

  private static List<Outcome> with(Outcome more) {
    List<Outcome> outcomes = new ArrayList<>(GOOD);
    outcomes.add(more);
    return outcomes;
  }

  @Test
  void holdsWhereEachRecordHasItsOutcome() {
    assertThat(violations(GOOD, true)).isEmpty();
    assertThat(Verdict.of(INPUTS, GOOD, true))
        .extracting(Verdict::latents, Verdict::alerts, Verdict::deadLetters, Verdict::duplicates)
        .containsExactly(3, 2, 1, 0);
  }

  @Test
  void seesWhatIsMissing() {
    assertThat(violations(without(1), true)).singleElement().asString().contains("nothing of");
    assertThat(violations(without(4), true)).singleElement().asString().contains("no alert of");
    assertThat(violations(without(5), false)).singleElement().asString().contains("nothing of");
  }

  @Test
  void allowsDuplicatesOnlyAtLeastOnce() {
    List<Outcome> twice = with(outcome(Kind.LATENT, 0, 1, "a"));

    assertThat(violations(twice, true)).singleElement().asString().contains("a second LATENT");
    assertThat(violations(twice, false)).isEmpty();
    assertThat(Verdict.of(INPUTS, twice, false).duplicates()).isEqualTo(1);
  }

  @Test
  void seesWhatNobodySentAndWhatCannotBe() {
    assertThat(violations(with(outcome(Kind.LATENT, 1, 7, "b")), true))
        .singleElement()
        .asString()
        .contains("where nothing was sent");
    assertThat(violations(with(outcome(Kind.DEAD_LETTER, 0, 1, "a")), true)).isNotEmpty();
    assertThat(violations(with(outcome(Kind.LATENT, 1, 1, "b")), true)).isNotEmpty();
    assertThat(violations(with(outcome(Kind.LATENT, 1, 0, "b")), true)).isNotEmpty();
  }

  @Test
  void seesAWrongOrder() {
    List<Outcome> swapped = new ArrayList<>(GOOD);
    swapped.set(0, GOOD.get(1));
    swapped.set(1, GOOD.get(0));

    assertThat(violations(swapped, true))
        .singleElement()
        .asString()
        .contains("after one of offset");
  }
}
