package io.hourglass.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FitterTest {
  private static final Dataset TRAIN = TestImages.discs(128, 8, 1, 1);
  private static final Dataset VALIDATION = TestImages.discs(32, 8, 1, 2);

  private final List<Progress> heard = new ArrayList<>();

  private static Architecture architecture(Family family) {
    return Family.architecture(new ModelOptions(family, 4, List.of(8)), TRAIN.input());
  }

  private static FitOptions options(int epochs, double learningRate, int patience, long seed) {
    return new FitOptions(epochs, 32, learningRate, patience, seed);
  }

  private Fit fit(Family family, FitOptions options) {
    return new Fitter(options, heard::add, () -> false)
        .fit(architecture(family), TRAIN, VALIDATION);
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"PCA", "GRU", "TRANSFORMER"},
      mode = EnumSource.Mode.EXCLUDE)
  void learns(Family family) {
    Fit first = fit(family, options(1, 0.01, 10, 0));
    Fit later = fit(family, options(30, 0.01, 30, 0));

    assertThat(later.validationLoss()).isLessThan(first.validationLoss() / 2);
    assertThat(later.epochs()).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"PCA", "GRU", "TRANSFORMER"},
      mode = EnumSource.Mode.EXCLUDE)
  void theSameSeedGivesTheSameWeightsBitByBit(Family family) {
    Weights weights = fit(family, options(3, 0.01, 10, 7)).weights();
    Weights again = fit(family, options(3, 0.01, 10, 7)).weights();
    Weights other = fit(family, options(3, 0.01, 10, 8)).weights();

    assertThat(same(weights, again)).isTrue();
    assertThat(same(weights, other)).isFalse();
  }

  private static boolean same(Weights first, Weights second) {
    return first.byName().keySet().stream()
        .allMatch(name -> Arrays.equals(first.get(name).values(), second.get(name).values()));
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"MLP", "CONV", "VAE", "DENOISE"})
  void goesOnAsIfItHadNotBeenBrokenOff(Family family, @TempDir Path folder) {
    FitOptions options = options(6, 0.01, 10, 7);
    Fit whole = fit(family, options);
    Path file = folder.resolve("checkpoint");
    AtomicBoolean broken = new AtomicBoolean();
    Fit first =
        new Fitter(
                options,
                p -> broken.compareAndSet(false, p.epoch() == 3 && p.step() == p.steps()),
                broken::get,
                file,
                false)
            .fit(architecture(family), TRAIN, VALIDATION);
    assertThat(first.epochs()).isEqualTo(3);
    assertThat(file).exists();

    Fit rest =
        new Fitter(options, heard::add, () -> false, file, true)
            .fit(architecture(family), TRAIN, VALIDATION);

    assertThat(rest.epochs()).isEqualTo(6);
    assertThat(rest.bestEpoch()).isEqualTo(whole.bestEpoch());
    assertThat(same(rest.weights(), whole.weights())).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void doesNotGoOnWithAnotherTrainingOrADamagedFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("checkpoint");
    AtomicBoolean broken = new AtomicBoolean(true);
    var unused =
        new Fitter(options(6, 0.01, 10, 7), p -> {}, broken::get, file, false)
            .fit(architecture(Family.MLP), TRAIN, VALIDATION);

    Fitter other = new Fitter(options(6, 0.01, 10, 8), p -> {}, broken::get, file, true);
    assertThatThrownBy(() -> other.fit(architecture(Family.MLP), TRAIN, VALIDATION))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is of a training with other images, model or options");

    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    Fitter same = new Fitter(options(6, 0.01, 10, 7), p -> {}, broken::get, file, true);
    assertThatThrownBy(() -> same.fit(architecture(Family.MLP), TRAIN, VALIDATION))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void reportsEveryStep() {
    fit(Family.MLP, options(3, 0.01, 10, 0));

    assertThat(heard).hasSize(12);
    assertThat(heard).extracting(Progress::done).isSorted().last().isEqualTo(1.0);
    assertThat(heard.get(0).validationLoss()).isNaN();
    assertThat(heard.get(11).validationLoss()).isPositive();
    assertThat(heard.get(11).remaining()).isZero();
  }

  @Test
  void stopsOnceValidationNoLongerImproves() {
    // The weights are fitted to discs and judged by noise, which they restore worse and worse.
    Dataset strange = VALIDATION.with(TestImages.rings(32, 8, 1, 3).samples());
    Fitter fitter = new Fitter(options(200, 0.02, 3, 0), heard::add, () -> false);

    Fit fit = fitter.fit(architecture(Family.MLP), TRAIN, strange);

    assertThat(fit.epochs()).isLessThan(200).isEqualTo(fit.bestEpoch() + 3);
  }

  @Test
  void keepsTheBestEpochNotTheLast() {
    Dataset strange = VALIDATION.with(TestImages.rings(32, 8, 1, 3).samples());
    Fitter fitter = new Fitter(options(200, 0.02, 3, 0), heard::add, () -> false);

    Fit fit = fitter.fit(architecture(Family.MLP), TRAIN, strange);

    double best =
        heard.stream()
            .filter(progress -> progress.step() == progress.steps())
            .mapToDouble(Progress::validationLoss)
            .min()
            .orElseThrow();
    assertThat(fit.validationLoss()).isEqualTo(best);
    assertThat(loss(fit.weights(), strange)).isCloseTo(best, within(1e-6));
  }

  private static double loss(Weights weights, Dataset images) {
    var rule = new io.hourglass.model.ScoreRule("squared-error", 100);
    try (TorchModel model = new TorchModel(architecture(Family.MLP), weights, rule)) {
      var outputs = model.infer(images, 0, images.size());
      double sum = 0;
      for (int i = 0; i < images.size(); i++) {
        sum += outputs.score(i);
      }
      return sum / images.size();
    }
  }

  @Test
  void endsInTheMiddleOfAnEpochWhenStopped() {
    Fit fit =
        new Fitter(options(50, 0.01, 10, 0), heard::add, () -> heard.size() >= 6)
            .fit(architecture(Family.CONV), TRAIN, VALIDATION);

    assertThat(fit.epochs()).isEqualTo(2);
    assertThat(fit.bestEpoch()).isBetween(1, 2);
    assertThat(fit.validationLoss()).isFinite();
  }

  @Test
  void hasAModelHoweverSoonItIsStopped() {
    Fit fit =
        new Fitter(options(50, 0.01, 10, 0), heard::add, () -> true)
            .fit(architecture(Family.CONV), TRAIN, VALIDATION);

    assertThat(fit.bestEpoch()).isEqualTo(1);
    assertThat(fit.validationLoss()).isFinite();
  }

  @Test
  void saysWhereTheLossStoppedBeingANumber() {
    assertThatThrownBy(() -> fit(Family.MLP, options(5, 1e30, 5, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "the loss is no longer a number \\(.*\\) at step \\d+, in epoch \\d of 5;"
                + " try a learning rate below 1.0E30, or a larger batch");
  }

  @Test
  void theLearningRateRisesAndFalls() {
    FitOptions options = options(10, 0.1, 5, 0);

    assertThat(options.learningRate(0, 100)).isLessThan(0.02);
    assertThat(options.learningRate(10, 100)).isCloseTo(0.1, within(1e-9));
    assertThat(options.learningRate(55, 100)).isCloseTo(0.05, within(0.001));
    assertThat(options.learningRate(99, 100)).isLessThan(0.001).isPositive();
    assertThat(options.learningRate(0, 1)).isPositive();
  }

  @Test
  void refusesImpossibleOptions() {
    assertThatThrownBy(() -> options(0, 0.1, 5, 0))
        .isInstanceOf(UserException.class)
        .hasMessage("epochs is 0; allowed is 1 or more");
    assertThatThrownBy(() -> options(1, Double.NaN, 5, 0))
        .isInstanceOf(UserException.class)
        .hasMessage("learning-rate is NaN; allowed is more than 0");
  }
}
