package io.hourglass.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.Calibration;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.evaluate.RocCurve;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.fit.Progress;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.Loss;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.report.EvaluationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From images to a published file, and what the file is worth. */
class TrainerTest {
  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  private TrainOptions options(Family family, Path data, int epochs) {
    return new TrainOptions(
        DataOptions.of(data),
        new ModelOptions(family, 5, List.of(16)),
        new FitOptions(epochs, 16, 0.01, epochs, 1),
        20,
        0.01,
        "discs",
        folder.resolve("discs.onnx"));
  }

  private Trainer trainer(TrainOptions options, Runnable onProgress) {
    return new Trainer(
        options,
        new TrainingListener() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }

          @Override
          public void progress(Progress progress) {
            onProgress.run();
          }
        });
  }

  private TrainedModel train(TrainOptions options) {
    return trainer(options, () -> {}).run();
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"GRU", "TRANSFORMER"},
      mode = EnumSource.Mode.EXCLUDE)
  void tellsNormalImagesFromOthers(Family family) {
    Path data = TestImages.idx(TestImages.discs(400, 10, 1, 1), folder, "train-images-idx3.gz");

    TrainedModel trained = train(options(family, data, 25));

    Dataset test =
        TestImages.both(TestImages.discs(200, 10, 1, 8), TestImages.rings(200, 10, 1, 9));
    try (ScoringModel model = ScoringModel.open(trained.file(), 1)) {
      assertThat(model.card()).isEqualTo(trained.card());
      Evaluation evaluation = Evaluator.evaluate(model, test, Set.of(TestImages.DISC), 0.05, null);
      RocCurve roc = Objects.requireNonNull(evaluation.roc());
      assertThat(roc.area()).isGreaterThan(0.95);
      // 40 images calibrate a rate of 1 in 20 only roughly.
      assertThat(evaluation.falseAlarmRate()).isLessThan(0.2);
      assertThat(evaluation.detectionRate()).isGreaterThan(0.5);
      String page = EvaluationReport.of(model, evaluation).html();
      assertThat(page)
          .contains("Worst", "Borderline", trained.card().version(), test.digest())
          .doesNotContain("http:", "https:");
    }
  }

  @Test
  void theCardSaysWhereTheModelComesFrom() {
    Path data = TestImages.idx(TestImages.discs(101, 8, 1, 1), folder, "train-images-idx3");

    ModelCard card = train(options(Family.MLP, data, 2)).card();

    assertThat(card.name()).isEqualTo("discs");
    assertThat(card.family()).isEqualTo("mlp");
    assertThat(card.input()).isEqualTo(new ImageInput(1, 8, 8, Resize.NONE));
    assertThat(card.latentShape()).containsExactly(5);
    assertThat(card.score().worstPercent()).isEqualTo(20);
    assertThat(card.falseAlarmRate()).isEqualTo(0.01);
    assertThat(card.calibration().samples()).isEqualTo(10);
    assertThat(card.training().data()).isEqualTo(data.toString());
    assertThat(card.training().dataDigest()).isEqualTo(Dataset.read(DataOptions.of(data)).digest());
    assertThat(card.training().trained()).isEqualTo(81);
    assertThat(card.training().validated()).isEqualTo(10);
    assertThat(card.training().seed()).isEqualTo(1);
    assertThat(card.training().epochs()).isEqualTo(2);
    assertThat(card.training().versions())
        .containsKeys("hourglass", "java", "onnxruntime", "platform", "pytorch");
    assertThat(card.verification().images()).isEqualTo(10);
    assertThat(notes).anyMatch(note -> note.contains("only 10 images to calibrate with"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"GRU", "TRANSFORMER"},
      mode = EnumSource.Mode.EXCLUDE)
  void theSameSeedAndDataGiveTheSameVersion(Family family) {
    Path data = TestImages.idx(TestImages.discs(60, 8, 1, 1), folder, "train-images-idx3");

    ModelCard first = train(options(family, data, 3)).card();
    ModelCard again = train(options(family, data, 3)).card();

    assertThat(again.version()).isEqualTo(first.version());
    assertThat(again.calibration()).isEqualTo(first.calibration());
  }

  @Test
  void anotherTrainingGivesAnotherVersion() {
    Path data = TestImages.idx(TestImages.discs(60, 8, 1, 1), folder, "train-images-idx3");

    ModelCard shorter = train(options(Family.MLP, data, 3)).card();
    ModelCard longer = train(options(Family.MLP, data, 4)).card();

    assertThat(longer.version()).isNotEqualTo(shorter.version());
  }

  @Test
  void lossAndScoreRuleAreInTheCard() {
    Path data = TestImages.idx(TestImages.discs(60, 12, 1, 1), folder, "train-images-idx3");
    ModelCard card = train(with(options(Family.MLP, data, 2), "0.5*l1+ssim", 3)).card();

    assertThat(card.training().settings())
        .containsEntry("loss", "0.5*l1+ssim")
        .containsEntry("batch", "16")
        .containsEntry("widths", "16");
    assertThat(card.score())
        .isEqualTo(new ScoreRule("ssim-error", 2, ScoreRule.Pool.QUANTILE, 3, 0, false));
  }

  @Test
  void refusesWindowsThatImagesCannotHold() {
    Path data = TestImages.idx(TestImages.discs(60, 8, 1, 1), folder, "train-images-idx3");

    assertThatThrownBy(() -> train(with(options(Family.MLP, data, 2), "ssim", 3)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "ssim compares squares of 11 x 11 pixels, but the images have 8 x 8; use mse or l1");
    assertThatThrownBy(() -> train(with(options(Family.MLP, data, 2), "mse", 9)))
        .isInstanceOf(UserException.class)
        .hasMessage("smooth is 9, but the images have 8 x 8 pixels");
  }

  private static TrainOptions with(TrainOptions options, String loss, int smoothing) {
    FitOptions fit = options.fit();
    Loss parsed = Loss.parse(loss);
    return new TrainOptions(
        options.data(),
        options.model(),
        new FitOptions(
            fit.epochs(), fit.batch(), fit.learningRate(), fit.patience(), fit.seed(), parsed),
        TrainOptions.score(parsed.main(), 2, ScoreRule.Pool.QUANTILE, smoothing, false),
        false,
        options.falseAlarmRate(),
        options.name(),
        options.out());
  }

  @Test
  void trainsOnAFolderOfColourImages() {
    Path data = TestImages.folder(TestImages.discs(60, 9, 3, 1), folder.resolve("images"));

    ModelCard card = train(options(Family.CONV, data, 2)).card();

    assertThat(card.input()).isEqualTo(new ImageInput(3, 9, 9, Resize.NONE));
  }

  @Test
  void publishesTheBestSoFarWhenStopped() {
    Path data = TestImages.idx(TestImages.discs(200, 8, 1, 1), folder, "train-images-idx3");
    Trainer[] trainer = new Trainer[1];
    int[] steps = {0};
    trainer[0] =
        trainer(
            options(Family.CONV, data, 1000),
            () -> {
              if (++steps[0] == 25) {
                trainer[0].stop();
              }
            });

    TrainedModel model = trainer[0].run();

    assertThat(model.card().training().epochs()).isEqualTo(3);
    ScoringModel.open(model.file(), 1).close();
  }

  @Test
  void leavesNoFileWhenTheLossIsNoNumber() {
    Path data = TestImages.idx(TestImages.discs(60, 8, 1, 1), folder, "train-images-idx3");
    TrainOptions sound = options(Family.MLP, data, 3);
    TrainOptions options =
        new TrainOptions(
            sound.data(),
            sound.model(),
            new FitOptions(3, 16, 1e30, 3, 1),
            20,
            0.01,
            "discs",
            sound.out());

    assertThatThrownBy(() -> train(options))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the loss is no longer a number");
    assertThat(Files.exists(options.out())).isFalse();
  }

  @Test
  void defaultsFitAnyData() {
    TrainOptions defaults = TrainOptions.defaults(Path.of("images"), Path.of("a/parts.onnx"));

    assertThat(defaults.name()).isEqualTo("parts");
    assertThat(defaults.model().family()).isEqualTo(Family.CONV);
    assertThat(defaults.falseAlarmRate()).isEqualTo(1e-3);
    assertThat(defaults.score().relative()).isTrue();
  }

  @Test
  void refusesImpossibleOptions() {
    TrainOptions sound = TrainOptions.defaults(Path.of("images"), Path.of("m.onnx"));
    assertThatThrownBy(() -> with(sound, 0, 0.01, "m"))
        .isInstanceOf(UserException.class)
        .hasMessage("worst-percent is 0.0; allowed is more than 0, up to 100");
    assertThatThrownBy(
            () -> TrainOptions.score(PixelError.SQUARED, 100, ScoreRule.Pool.QUANTILE, 1, false))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("pool is quantile, which needs a worst-percent");
    assertThatThrownBy(
            () -> TrainOptions.score(PixelError.SQUARED, 5, ScoreRule.Pool.MEAN, 4, false))
        .isInstanceOf(UserException.class)
        .hasMessage("smooth is 4; allowed are odd numbers from 1 on");
    assertThatThrownBy(() -> with(sound, 10, 1, "m"))
        .isInstanceOf(UserException.class)
        .hasMessage("false-alarm-rate is 1.0; allowed is more than 0, below 1");
    assertThatThrownBy(() -> with(sound, 10, 0.1, " "))
        .isInstanceOf(UserException.class)
        .hasMessage("name is empty");
  }

  private static TrainOptions with(
      TrainOptions options, double worstPercent, double falseAlarmRate, String name) {
    return new TrainOptions(
        options.data(),
        options.model(),
        options.fit(),
        worstPercent,
        falseAlarmRate,
        name,
        options.out());
  }

  @Test
  void fewImagesStillGiveACalibration() {
    Path data = TestImages.idx(TestImages.discs(20, 8, 1, 1), folder, "train-images-idx3");

    Calibration calibration = train(options(Family.MLP, data, 1)).card().calibration();

    assertThat(calibration.samples()).isEqualTo(2);
    assertThat(calibration.threshold(1e-3)).isPositive();
  }
}
