package io.hourglass.trainer.export;

import static io.hourglass.trainer.export.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.PixelError;
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
        List.of(
            graph.node(
                "clipped",
                "Clip",
                List.of(restored, graph.scalar("darkest", 0), graph.scalar("brightest", 1))),
            graph.scalar("unscale", 255f)));

    ErrorNodes errors = new ErrorNodes(graph);
    String errorMap = errors.map(PixelError.of(rule.pixelError()), restored, scaled);
    errors.score(rule, errorMap, height * width);

    graph.output(Output.LATENT.tensorName(), architecture.latent());
    graph.output(Output.SCORE.tensorName(), List.of());
    graph.output(Output.RECONSTRUCTION.tensorName(), image);
    graph.output(Output.ERROR_MAP.tensorName(), List.of(height, width));
    return graph.build();
  }
}
