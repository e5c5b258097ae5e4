package io.hourglass.trainer.adopt;

import static io.hourglass.trainer.export.GraphBuilder.list;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.hourglass.model.ImageInput;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.export.ErrorNodes;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.export.OnnxInterpreter;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.List;

/** A backbone, and an autoencoder of the features at each place behind it, as one ONNX graph. */
final class FeatureGraph {
  /** The features of each place of each image, {@code [N h w, F]}. */
  static final String ROWS = "feature.rows";

  /** As the autoencoder sees them, {@code [N h w, 1, 1, F]}. */
  static final String SCALED = "feature.scaled";

  /** Its codes, {@code [N h w, Z]}. */
  static final String CODES = "feature.codes";

  /** Its error at each place, {@code [N h w]}. */
  static final String ERRORS = "feature.errors";

  private final Backbone backbone;
  private final ImageInput input;
  private final List<List<Integer>> shapes;
  private final int features;
  private final int height;
  private final int width;

  /**
   * @param shapes of the backbone's layers, {@code [F, h, w]}
   */
  FeatureGraph(Backbone backbone, ImageInput input, List<List<Integer>> shapes) {
    this.backbone = backbone;
    this.input = input;
    this.shapes = shapes;
    this.features = shapes.stream().mapToInt(shape -> shape.get(0)).sum();
    this.height = shapes.get(0).get(1);
    this.width = shapes.get(0).get(2);
  }

  /** Length of a place's vector. */
  int features() {
    return features;
  }

  /** Shape of an image's latent with so many numbers at a place. */
  List<Integer> latent(int size) {
    return List.of(size, height, width);
  }

  /** Images to {@link #ROWS}. */
  ModelProto rows() {
    GraphBuilder graph = backbone.builder();
    rows(graph);
    graph.output(ROWS, List.of(features));
    return backbone.model(graph.build());
  }

  /** Images to {@link #SCALED}, {@link #CODES} and {@link #ERRORS}. */
  ModelProto parts(Architecture architecture, Weights weights, Scaling scaling, PixelError error) {
    GraphBuilder graph = backbone.builder();
    network(graph, architecture, weights, scaling, error);
    graph.output(SCALED, List.of(1, 1, features));
    graph.output(CODES, architecture.latent());
    graph.output(ERRORS, List.of());
    return backbone.model(graph.build());
  }

  /** Images to the contract's outputs. */
  ModelProto scoring(Architecture architecture, Weights weights, Scaling scaling, ScoreRule rule) {
    GraphBuilder graph = backbone.builder();
    network(graph, architecture, weights, scaling, PixelError.of(rule.pixelError()));
    int size = architecture.latent().get(0);
    String places =
        graph.node(
            "latent.places",
            "Reshape",
            List.of(CODES, graph.integers("latent.shape", -1, height, width, size)));
    graph.node(Output.LATENT.tensorName(), "Transpose", List.of(places), list("perm", 0, 3, 1, 2));
    String map =
        graph.node(
            "map", "Reshape", List.of(ERRORS, graph.integers("map.shape", -1, 1, height, width)));
    MapNodes.errorMap(graph, map, height, width, input);
    new ErrorNodes(graph, false)
        .score(rule, Output.ERROR_MAP.tensorName(), input.height() * input.width(), null, null);
    graph.output(Output.LATENT.tensorName(), latent(size));
    graph.output(Output.SCORE.tensorName(), List.of());
    graph.output(
        Output.RECONSTRUCTION.tensorName(),
        List.of(input.channels(), input.height(), input.width()));
    graph.output(Output.ERROR_MAP.tensorName(), List.of(input.height(), input.width()));
    return backbone.model(graph.build());
  }

  private void rows(GraphBuilder graph) {
    String maps = backbone.nodes(graph, input, shapes);
    String places =
        graph.node("feature.places", "Transpose", List.of(maps), list("perm", 0, 2, 3, 1));
    graph.node(ROWS, "Reshape", List.of(places, graph.integers("feature.shape", -1, features)));
  }

  private void network(
      GraphBuilder graph,
      Architecture architecture,
      Weights weights,
      Scaling scaling,
      PixelError error) {
    rows(graph);
    long[] byFeature = {features};
    String shift = graph.weight("feature.shift", new Weight(byFeature, scaling.shift()));
    String factor = graph.weight("feature.factor", new Weight(byFeature, scaling.factor()));
    String centred = graph.node("feature.centred", "Sub", List.of(ROWS, shift));
    String unit = graph.node("feature.unit", "Mul", List.of(centred, factor));
    graph.node(
        SCALED,
        "Reshape",
        List.of(unit, graph.integers("feature.scaled.shape", -1, 1, 1, features)));
    OnnxInterpreter layers = new OnnxInterpreter(graph, weights, 1);
    graph.node(CODES, "Identity", List.of(layers.run(architecture.encoder(), SCALED)));
    String restored =
        graph.node(
            "feature.restored",
            "Reshape",
            List.of(
                layers.run(architecture.decoder(), CODES),
                graph.integers("feature.restored.shape", -1, features)));
    String off = graph.node("feature.off", "Sub", List.of(restored, unit));
    String each =
        error == PixelError.ABSOLUTE
            ? graph.node("feature.each", "Abs", List.of(off))
            : graph.node("feature.each", "Mul", List.of(off, off));
    graph.reduce(ERRORS, "ReduceMean", each, 1);
  }
}
