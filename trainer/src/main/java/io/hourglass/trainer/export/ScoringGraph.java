package io.hourglass.trainer.export;

import static io.hourglass.trainer.export.GraphBuilder.attribute;
import static io.hourglass.trainer.export.GraphBuilder.list;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Weights;
import java.util.List;

/**
 * The whole way from an image's bytes to its score as one ONNX graph: scaling, encoder, decoder,
 * error map, score.
 */
final class ScoringGraph {
  private ScoringGraph() {}

  static GraphProto of(Architecture architecture, Weights weights, ScoreRule rule) {
    List<Integer> image = architecture.input();
    int height = image.get(1);
    int width = image.get(2);
    GraphBuilder graph = new GraphBuilder("hourglass");
    graph.input(ScoringModel.INPUT, TensorProto.DataType.UINT8, image);

    String samples =
        graph.node(
            "samples",
            "Cast",
            List.of(ScoringModel.INPUT),
            attribute("to", TensorProto.DataType.FLOAT.getNumber()));
    String scaled = graph.node("scaled", "Mul", List.of(samples, graph.scalar("scale", 1 / 255f)));

    FoldedBatchNorm network = FoldedBatchNorm.of(architecture, weights);
    OnnxInterpreter layers = new OnnxInterpreter(graph, network.weights());
    String code = layers.run(network.encoder(), scaled);
    String latent = graph.node(Output.LATENT.tensorName(), "Identity", List.of(code));
    String restored = layers.run(network.decoder(), latent);
    graph.node(
        Output.RECONSTRUCTION.tensorName(),
        "Mul",
        List.of(restored, graph.scalar("unscale", 255f)));

    String difference = graph.node("difference", "Sub", List.of(restored, scaled));
    String squared = graph.node("squared", "Mul", List.of(difference, difference));
    String errorMap =
        graph.node(
            Output.ERROR_MAP.tensorName(),
            "ReduceMean",
            List.of(squared),
            list("axes", 1),
            attribute("keepdims", 0));
    score(graph, errorMap, rule.worstOf(height * width), height * width);

    graph.output(Output.LATENT.tensorName(), architecture.latent());
    graph.output(Output.SCORE.tensorName(), List.of());
    graph.output(Output.RECONSTRUCTION.tensorName(), image);
    graph.output(Output.ERROR_MAP.tensorName(), List.of(height, width));
    return graph.build();
  }

  /** The mean of the worst pixels' errors. */
  private static void score(GraphBuilder graph, String errorMap, int worst, int pixels) {
    String errors =
        graph.node(
            "errors", "Reshape", List.of(errorMap, graph.integers("errors.shape", -1, pixels)));
    if (worst < pixels) {
      errors =
          graph.node(
              List.of("worst", "worst.index"),
              "TopK",
              List.of(errors, graph.integers("worst.count", worst)),
              attribute("axis", 1));
    }
    graph.node(
        Output.SCORE.tensorName(),
        "ReduceMean",
        List.of(errors),
        list("axes", 1),
        attribute("keepdims", 0));
  }
}
