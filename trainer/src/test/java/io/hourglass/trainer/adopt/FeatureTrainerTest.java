package io.hourglass.trainer.adopt;

import static io.hourglass.trainer.export.GraphBuilder.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureTrainerTest {
  private static final int SIDE = 24;
  private static final int FEATURES = 12;

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void write() {
    images = TestImages.folder(TestImages.discs(80, SIDE, 3, 1), folder.resolve("images"));
  }

  /** Two convolutions by chance, which halve the sides each, and a class that nobody needs. */
  private Path backbone(int opset, boolean oneAtATime) throws IOException {
    GraphBuilder graph = new GraphBuilder("backbone", opset);
    graph.input("image", TensorProto.DataType.FLOAT, List.of(3, SIDE, SIDE));
    Random random = new Random(5);
    String first = conv(graph, "first", "image", 3, random);
    String second = conv(graph, "second", first, FEATURES, random);
    String features =
        oneAtATime
            ? graph.node(
                "alone",
                "Reshape",
                List.of(second, graph.integers("alone.shape", 1, FEATURES, 6, -1)))
            : second;
    graph.node("class", "GlobalAveragePool", List.of(features));
    graph.output("class", List.of(FEATURES, 1, 1));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
            .setGraph(graph.build())
            .build();
    return Files.write(folder.resolve("backbone.onnx"), model.toByteArray());
  }

  private static String conv(
      GraphBuilder graph, String name, String input, int channels, Random random) {
    float[] values = new float[FEATURES * channels * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 3;
    }
    String weight =
        graph.weight(name + ".weight", new Weight(new long[] {FEATURES, channels, 3, 3}, values));
    String out =
        graph.node(
            name,
            "Conv",
            List.of(input, weight),
            list("kernel_shape", 3, 3),
            list("strides", 2, 2),
            list("pads", 1, 1, 1, 1));
    return graph.node(name + ".relu", "Relu", List.of(out));
  }

  private ModelCard train(Path backbone, Family family, String... layers) {
    TrainOptions options =
        new TrainOptions(
            DataOptions.of(images),
            new ModelOptions(family, 3, family == Family.PCA ? List.of() : List.of(16)),
            new FitOptions(4, 128, 3e-3, 4, 7),
            new ScoreRule("squared-error", 2, ScoreRule.Pool.MEAN, 3, 0, false),
            false,
            0.05,
            "features",
            folder.resolve("model.onnx"));
    return new FeatureTrainer(
            options,
            new BackboneOptions(
                backbone,
                List.of(layers),
                new Normalisation(false, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25))),
            TrainingListener.SILENT)
        .run()
        .card();
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"PCA", "MLP"})
  void anomaliesHaveTheHigherScores(Family family) throws Exception {
    ModelCard card = train(backbone(17, false), family, "first.relu", "second.relu");

    assertThat(card.family()).isEqualTo("features");
    assertThat(card.latentShape()).containsExactly(3, 12, 12);
    assertThat(card.training().settings()).containsEntry("layer", "first.relu,second.relu");
    assertThat(card.verification().images()).isEqualTo(8);
    assertThat(card.verification().latent()).isLessThan(1e-3);
    Dataset unseen =
        TestImages.both(TestImages.discs(40, SIDE, 3, 2), TestImages.rings(40, SIDE, 3, 3));
    try (ScoringModel model = ScoringModel.open(folder.resolve("model.onnx"), 1)) {
      var roc = Evaluator.evaluate(model, unseen, Set.of(TestImages.DISC), 0.05, null).roc();
      assertThat(roc).isNotNull();
      assertThat(roc == null ? 0 : roc.area()).isGreaterThan(0.9);
      Inference outputs =
          Evaluator.infer(model, unseen.samples().subList(0, 2), EnumSet.allOf(Output.class));
      assertThat(outputs.errorMap(0)).hasSize(SIDE * SIDE);
      assertThat(outputs.reconstruction(1)[9])
          .isEqualTo(Byte.toUnsignedInt(unseen.samples().get(1).pixels()[9]));
    }
  }

  @Test
  void theSameSeedGivesTheSameModelWhateverTheOperatorsVersion() throws Exception {
    ModelCard first = train(backbone(18, false), Family.MLP, "second");
    ModelCard second = train(backbone(18, false), Family.MLP, "second");
    ModelCard older = train(backbone(17, false), Family.MLP, "second");

    assertThat(second.version()).isEqualTo(first.version());
    assertThat(older.calibration()).isEqualTo(first.calibration());
  }

  @Test
  void theFileHoldsNoMoreOfTheBackboneThanItNeeds() throws Exception {
    ModelCard unused = train(backbone(17, false), Family.PCA, "first.relu");

    GraphProto graph =
        ModelProto.parseFrom(Files.readAllBytes(folder.resolve("model.onnx"))).getGraph();
    assertThat(graph.getNodeList())
        .extracting(node -> node.getName())
        .contains("foreign/first")
        .doesNotContain("foreign/second", "foreign/class");
    assertThat(unused.latentShape()).containsExactly(3, 12, 12);
  }

  @Test
  void saysWhatDoesNotGo() throws Exception {
    Path backbone = backbone(17, false);
    assertThatThrownBy(() -> train(backbone, Family.PCA, "third"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has no layer 'third'; among its 5 are first, first.relu, second");
    assertThatThrownBy(() -> train(backbone, Family.CONV, "first"))
        .hasMessage("model is conv; features of a backbone are restored by pca or mlp");
    assertThatThrownBy(() -> train(images, Family.PCA, "first"))
        .hasMessageContaining("there is no ONNX file");
    Path alone = backbone(17, true);
    assertThatThrownBy(() -> train(alone, Family.PCA, "alone"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("with N free");
    assertThat(folder.resolve("model.onnx")).doesNotExist();
  }
}
