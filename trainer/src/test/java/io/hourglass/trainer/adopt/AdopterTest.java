package io.hourglass.trainer.adopt;

import static io.hourglass.trainer.export.GraphBuilder.attribute;
import static io.hourglass.trainer.export.GraphBuilder.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.export.GraphBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdopterTest {
  private static final Dataset NORMAL = TestImages.discs(40, 12, 3, 1);

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void write() {
    images = TestImages.folder(NORMAL, folder.resolve("images"));
  }

  /** The mean of all samples as score, halves of the image as map; its names are ours, too. */
  private Path foreign(boolean oneAtATime) throws IOException {
    GraphBuilder graph = new GraphBuilder("foreign");
    graph.input("image", TensorProto.DataType.FLOAT, List.of(3, 12, 12));
    String mean =
        graph.node(
            "latent", "ReduceMean", List.of("image"), list("axes", 2, 3), attribute("keepdims", 0));
    String pooled =
        graph.node(
            "pooled",
            "AveragePool",
            List.of("image"),
            list("kernel_shape", 2, 2),
            list("strides", 2, 2));
    graph.node("map", "ReduceMean", List.of(pooled), list("axes", 1), attribute("keepdims", 0));
    graph.node(
        "score",
        "ReduceMean",
        List.of(mean),
        oneAtATime ? list("axes", 0, 1) : list("axes", 1),
        attribute("keepdims", 1));
    graph.output("score", List.of(1));
    graph.output("map", List.of(6, 6));
    graph.output("latent", List.of(3));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .setGraph(graph.build())
            .build();
    return Files.write(folder.resolve("foreign.onnx"), model.toByteArray());
  }

  private Adoption adoption(
      Path model, String score, @Nullable String map, @Nullable String latent) {
    return new Adoption(
        model,
        null,
        score,
        map,
        latent,
        null,
        new Normalisation(false, List.of(0.5, 0.25, 0.0), List.of(0.5, 0.5, 2.0)),
        images,
        Set.of(),
        0.05,
        "adopted",
        folder.resolve("out.onnx"));
  }

  @Test
  void computesWhatTheModelComputes() throws Exception {
    ModelCard card = new Adopter(adoption(foreign(false), "score", "map", "latent")).run();

    assertThat(card.family()).isEqualTo("imported");
    assertThat(card.latentShape()).containsExactly(3);
    try (ScoringModel model = ScoringModel.open(folder.resolve("out.onnx"), 1)) {
      Inference outputs =
          Evaluator.infer(model, NORMAL.samples().subList(0, 5), EnumSet.allOf(Output.class));
      for (int i = 0; i < 5; i++) {
        byte[] pixels = NORMAL.samples().get(i).pixels();
        double[] means = new double[3];
        for (int p = 0; p < pixels.length; p++) {
          means[p / 144] += Byte.toUnsignedInt(pixels[p]) / 255.0 / 144;
        }
        double[] scaled = {(means[0] - 0.5) / 0.5, (means[1] - 0.25) / 0.5, means[2] / 2};
        assertThat(outputs.score(i))
            .isCloseTo((float) ((scaled[0] + scaled[1] + scaled[2]) / 3), within(1e-5f));
        assertThat(outputs.latent(i)[2]).isCloseTo((float) scaled[2], within(1e-5f));
        assertThat(outputs.errorMap(i)).hasSize(144);
        assertThat(outputs.reconstruction(i)[7]).isEqualTo(Byte.toUnsignedInt(pixels[7]));
      }
    }
  }

  @Test
  void needsNoMoreThanAScore() throws Exception {
    new Adopter(adoption(foreign(false), "score", null, null)).run();

    try (ScoringModel model = ScoringModel.open(folder.resolve("out.onnx"), 1)) {
      Inference outputs =
          Evaluator.infer(model, NORMAL.samples().subList(0, 2), EnumSet.allOf(Output.class));
      assertThat(outputs.latent(1)).containsExactly(outputs.score(1));
      assertThat(outputs.errorMap(1)).containsOnly(0);
    }
  }

  @Test
  void refusesWhatScoresImagesTogether() throws Exception {
    assertThatThrownBy(() -> new Adopter(adoption(foreign(true), "score", null, null)).run())
        .isInstanceOf(UserException.class)
        .hasMessageContaining("export it with a free batch dimension");
    assertThat(folder.resolve("out.onnx")).doesNotExist();
  }

  @Test
  void saysWhatIsThereInstead() throws Exception {
    Path model = foreign(false);
    assertThatThrownBy(() -> new Adopter(adoption(model, "pred_score", null, null)).run())
        .hasMessageContaining("has no output 'pred_score'; there are score, map, latent");
    assertThatThrownBy(() -> new Adopter(adoption(model, "score", "latent", null)).run())
        .hasMessageContaining("the output 'latent' has the shape [0, 3]");
    assertThatThrownBy(() -> new Adopter(adoption(images, "score", null, null)).run())
        .hasMessageContaining("there is no ONNX file");
  }
}
