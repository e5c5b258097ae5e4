package io.hourglass.trainer.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.hourglass.cli.UserException;
import io.hourglass.model.OrtLibrary;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluation;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.onnx.OnnxFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizerTest {
  @TempDir private Path folder;

  private Path images = Path.of("");
  private Path model = Path.of("");

  private void train(Family family, List<Integer> widths, boolean relative) {
    Dataset both =
        TestImages.both(TestImages.discs(400, 16, 1, 1), TestImages.rings(100, 16, 1, 2));
    images = TestImages.idx(both, folder, "train-images-idx3.gz");
    model = folder.resolve("discs.onnx");
    new Trainer(
            new TrainOptions(
                DataOptions.of(images).withLabels(Set.of(TestImages.DISC)),
                new ModelOptions(family, 5, widths),
                new FitOptions(12, 16, 0.01, 12, 1),
                new ScoreRule("squared-error", 20, ScoreRule.Pool.MEAN, 1, 0, relative),
                false,
                0.01,
                "discs",
                model),
            TrainingListener.SILENT)
        .run();
  }

  private Quantizer.Result quantize(double minCorrelation) {
    return new Quantizer(
            new QuantizeOptions(
                model,
                images,
                Set.of(TestImages.DISC),
                minCorrelation,
                0.02,
                "discs-int8",
                folder.resolve("int8.onnx")),
            Duration.ofMillis(5))
        .run();
  }

  /** One layer that ONNX Runtime does not fuse makes the whole slower than floats. */
  @ParameterizedTest
  @CsvSource({"MLP, QGemm, 5", "CONV, QLinearConv, 2"})
  void itsLayersComputeWithIntegers(Family family, String operator, long expected)
      throws Exception {
    train(family, List.of(32, 16), false);

    Quantizer.Result result = quantize(0.9);

    Map<String, Long> operators = optimised(folder.resolve("int8.onnx"));
    assertThat(operators).containsEntry(operator, expected);
    assertThat(operators).doesNotContainKey("Conv");
    assertThat(result.layers()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void itScoresLikeTheFloatModel() {
    train(Family.MLP, List.of(32, 16), true);

    Quantizer.Result result = quantize(0.9);

    assertThat(result.fidelity().correlation()).isBetween(0.95, 1.0);
    assertThat(result.card().family()).isEqualTo("mlp-int8");
    assertThat(result.card().verification().score()).isPositive();
    assertThat(result.speeds()).extracting(Speed::batch).containsExactly(1, 64);
    Dataset test =
        TestImages.both(TestImages.discs(100, 16, 1, 5), TestImages.rings(100, 16, 1, 6));
    try (ScoringModel int8 = ScoringModel.open(folder.resolve("int8.onnx"), 1)) {
      Evaluation evaluation = Evaluator.evaluate(int8, test, Set.of(TestImages.DISC), 0.01, null);
      assertThat(int8.card().version()).isEqualTo(result.card().version());
      assertThat(Objects.requireNonNull(evaluation.roc()).area()).isGreaterThan(0.9);
    }
  }

  @Test
  void refusesWhatIsNotTrueEnough() {
    train(Family.MLP, List.of(32, 16), true);

    assertThatThrownBy(() -> quantize(1))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no int8 model was written")
        .hasMessageContaining("at least 1.0 is wanted");
    assertThat(folder.resolve("int8.onnx")).doesNotExist();
  }

  @Test
  void refusesWhatIsQuantisedAlready() {
    train(Family.MLP, List.of(32, 16), true);
    quantize(0.9);
    model = folder.resolve("int8.onnx");

    assertThatThrownBy(() -> quantize(0.9))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no layer that computes faster with integers");
  }

  /** How often each operator is in the graph as ONNX Runtime runs it. */
  private Map<String, Long> optimised(Path file) throws OrtException {
    Path written = folder.resolve("optimised.onnx");
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizedModelFilePath(written.toString());
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      OrtLibrary.environment().createSession(file.toString(), options).close();
    }
    return OnnxFile.read(written).getGraph().getNodeList().stream()
        .collect(Collectors.groupingBy(NodeProto::getOpType, Collectors.counting()));
  }
}
