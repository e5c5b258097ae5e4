package io.hourglass.trainer.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelInput;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.model.Weights;
import java.util.List;

/**
 * The whole way from an input's raw values to its score as one ONNX graph: scaling, encoder,
 * decoder, error map, score.
 */
final class ScoringGraph {
  private ScoringGraph() {}

  static GraphProto of(
      Architecture architecture,
      Weights weights,
      ScoreRule rule,
      ModelInput input,
      Scaling scaling) {
    GraphBuilder graph = new GraphBuilder("hourglass");
    InputNodes preprocessing =
        input instanceof WindowInput window
            ? new WindowNodes(graph, window, scaling)
            : new ImageNodes(graph, (ImageInput) input);
    String scaled = preprocessing.scaled();

    FoldedBatchNorm network = FoldedBatchNorm.of(architecture, weights);
    OnnxInterpreter layers =
        new OnnxInterpreter(graph, network.weights(), architecture.input().get(0));
    String code = layers.run(network.encoder(), scaled);
    graph.node(
        Output.LATENT.tensorName(), "Identity", List.of(layers.firstPass(code, architecture)));
    String restored = layers.run(network.decoder(), code);
    preprocessing.unscaled(Output.RECONSTRUCTION.tensorName(), restored);

    ErrorNodes errors = new ErrorNodes(graph, input instanceof WindowInput);
    String errorMap = errors.map(PixelError.of(rule.pixelError()), restored, scaled);
    List<Integer> mapShape = preprocessing.errorMapShape();
    String divergence = null;
    if (rule.divergence() > 0) {
      List<Layer> distribution = network.encoder().subList(0, network.encoder().size() - 1);
      divergence =
          errors.divergence(
              distribution.get(distribution.size() - 1).name(), architecture.latent().get(0));
    }
    String complexity = rule.relative() ? errors.complexity(scaled) : null;
    errors.score(rule, errorMap, mapShape.get(0) * mapShape.get(1), divergence, complexity);

    graph.output(Output.LATENT.tensorName(), architecture.latent());
    graph.output(Output.SCORE.tensorName(), List.of());
    graph.output(Output.RECONSTRUCTION.tensorName(), preprocessing.shape());
    graph.output(Output.ERROR_MAP.tensorName(), mapShape);
    return graph.build();
  }
}
