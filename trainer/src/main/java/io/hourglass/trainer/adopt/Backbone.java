package io.hourglass.trainer.adopt;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelException;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.onnx.GraphSession;
import io.hourglass.trainer.onnx.LiveGraph;
import io.hourglass.trainer.onnx.OnnxFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A foreign model up to some of its layers: images to features {@code [N, F, h, w]}. */
final class Backbone {

  /** Operators after which features are commonly taken. */
  private static final Set<String> USUAL =
      Set.of("Relu", "Add", "Concat", "MaxPool", "HardSwish", "Clip", "Conv", "Mul");

  private static final int NAMED = 12;

  private final BackboneOptions options;
  private final ModelProto model;
  private final ForeignGraph foreign;
  private final ValueInfoProto input;
  private final List<String> layers;

  Backbone(BackboneOptions options) {
    this.options = options;
    this.model = OnnxFile.read(options.model());
    this.foreign = new ForeignGraph(options.model().toString(), model);
    this.input = foreign.input(null);
    this.layers = options.layers().stream().map(this::value).toList();
  }

  /** The value of that name, or the first of the node of that name. */
  private String value(String layer) {
    List<NodeProto> nodes = model.getGraph().getNodeList();
    for (NodeProto node : nodes) {
      if (node.getOutputList().contains(layer)) {
        return layer;
      }
    }
    for (NodeProto node : nodes) {
      if (node.getName().equals(layer)) {
        return node.getOutput(0);
      }
    }
    List<String> usual =
        nodes.stream()
            .filter(node -> USUAL.contains(node.getOpType()))
            .map(node -> node.getOutput(0))
            .collect(Collectors.toCollection(ArrayList::new));
    // As many as can be read, from all its depth.
    List<String> some = new ArrayList<>();
    for (int i = 0; i < Math.min(NAMED, usual.size()); i++) {
      some.add(usual.get(i * usual.size() / Math.min(NAMED, usual.size())));
    }
    throw new UserException(
        "%s has no layer '%s'; among its %d are %s"
            .formatted(options.model(), layer, nodes.size(), String.join(", ", some)));
  }

  /** The images as it takes them. */
  DataOptions data(DataOptions data) {
    List<Integer> shape = ForeignGraph.shape(input);
    int channels = shape.get(1) == 0 ? 3 : shape.get(1);
    if ((channels != 1 && channels != 3) || (data.channels() != 0 && data.channels() != channels)) {
      throw new UserException(
          "the input '%s' of %s has %d channels; images have %s"
              .formatted(
                  input.getName(),
                  options.model(),
                  channels,
                  data.channels() == 0 ? "1 or 3" : String.valueOf(data.channels())));
    }
    options.normalisation().require(channels);
    DataOptions.Size size = data.size();
    if (shape.get(2) != 0 && shape.get(3) != 0) {
      DataOptions.Size fixed = new DataOptions.Size(shape.get(3), shape.get(2));
      if (size != null && !size.equals(fixed)) {
        throw new UserException(
            "size is %dx%d, but %s takes %dx%d"
                .formatted(
                    size.width(), size.height(), options.model(), fixed.width(), fixed.height()));
      }
      size = fixed;
    }
    return new DataOptions(data.source(), data.labels(), size, channels, data.resize());
  }

  /** A builder of graphs that it can be part of. */
  GraphBuilder builder() {
    return new GraphBuilder("hourglass", OnnxFile.opset(model));
  }

  /** A model around a graph, without what none of its outputs needs. */
  ModelProto model(GraphProto graph) {
    return model.toBuilder().setGraph(LiveGraph.of(graph)).clearMetadataProps().build();
  }

  /**
   * Writes images to layers down.
   *
   * @return the layers' values
   */
  private List<String> nodes(GraphBuilder graph, ImageInput images) {
    options.normalisation().nodes(graph, images, ForeignGraph.renamed(input.getName()));
    foreign.nodes().forEach(graph::add);
    foreign.constants().forEach(graph::add);
    return layers.stream().map(ForeignGraph::renamed).toList();
  }

  /**
   * Writes images to features down.
   *
   * @param shapes of the layers
   * @return the features' value
   */
  String nodes(GraphBuilder graph, ImageInput images, List<List<Integer>> shapes) {
    List<String> values = nodes(graph, images);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      List<Integer> shape = shapes.get(i);
      parts.add(
          MapNodes.resized(
              graph,
              "features." + i,
              values.get(i),
              shape.get(1),
              shape.get(2),
              shapes.get(0).get(1),
              shapes.get(0).get(2)));
    }
    return graph.node("features", "Concat", parts, GraphBuilder.attribute("axis", 1));
  }

  /**
   * Shapes {@code [F, h, w]} of the layers for images of a size, found by running it.
   *
   * @throws UserException if a layer is none of features, or it takes one image at a time only
   */
  List<List<Integer>> shapes(Dataset images) {
    GraphBuilder graph = builder();
    List<String> values = nodes(graph, images.imageInput());
    GraphProto.Builder cut = graph.build().toBuilder();
    for (String value : values) {
      cut.addOutput(
          ValueInfoProto.newBuilder()
              .setName(value)
              .setType(
                  TypeProto.newBuilder()
                      .setTensorType(
                          TypeProto.Tensor.newBuilder()
                              .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
    }
    try (GraphSession session = new GraphSession(model(cut.build()), images.imageInput())) {
      List<List<Integer>> shapes = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        List<Integer> shape = session.shape(images.samples().subList(0, 2), values.get(i));
        if (shape.size() != 4 || shape.get(0) != 2) {
          throw new UserException(
              "the layer '%s' of %s gives %s for two images; features are [N, F, h, w], with N free"
                  .formatted(options.layers().get(i), options.model(), shape));
        }
        shapes.add(shape.subList(1, 4));
      }
      return shapes;
    } catch (ModelException e) {
      throw new UserException(
          "%s does not run on two images of %dx%d: %s"
              .formatted(
                  options.model(),
                  images.imageInput().width(),
                  images.imageInput().height(),
                  e.getMessage()),
          e);
    }
  }
}
