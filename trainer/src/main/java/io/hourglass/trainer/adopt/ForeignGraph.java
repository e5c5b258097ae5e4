package io.hourglass.trainer.adopt;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hourglass.cli.UserException;
import io.hourglass.trainer.onnx.OnnxFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph of a foreign model, its values under names that no other graph has. */
final class ForeignGraph {
  private static final int MIN_OPSET = 13;
  private static final String PREFIX = "foreign/";

  private final String file;
  private final GraphProto graph;
  private final Set<String> constants = new HashSet<>();

  /**
   * @param file what to call it
   * @throws UserException if its operators are too old
   */
  ForeignGraph(String file, ModelProto model) {
    if (OnnxFile.opset(model) < MIN_OPSET) {
      throw new UserException(
          "%s uses opset %d; %d or newer is needed"
              .formatted(file, OnnxFile.opset(model), MIN_OPSET));
    }
    this.file = file;
    this.graph = model.getGraph();
    graph.getInitializerList().forEach(constant -> constants.add(constant.getName()));
  }

  /** Its name for a value. */
  static String renamed(String value) {
    return value.isEmpty() ? value : PREFIX + value;
  }

  /**
   * The input that takes images.
   *
   * @param name null: the only one
   * @throws UserException if there is none of that name, or it takes something else
   */
  ValueInfoProto input(@Nullable String name) {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(in -> !constants.contains(in.getName())).toList();
    ValueInfoProto found = find("input", name, inputs);
    if (inputs.size() != 1) {
      throw new UserException(
          "%s has the inputs %s; a model of one input is needed".formatted(file, names(inputs)));
    }
    if (type(found) != TensorProto.DataType.FLOAT || shape(found).size() != 4) {
      throw new UserException(
          "the input '%s' of %s is no float tensor [N, C, H, W]".formatted(found.getName(), file));
    }
    return found;
  }

  /**
   * An output.
   *
   * @throws UserException if there is none of that name, or it is not of floats
   */
  ValueInfoProto output(String name) {
    ValueInfoProto found = find("output", name, graph.getOutputList());
    if (type(found) != TensorProto.DataType.FLOAT) {
      throw new UserException("the output '%s' of %s is no float tensor".formatted(name, file));
    }
    return found;
  }

  private ValueInfoProto find(String kind, @Nullable String name, List<ValueInfoProto> values) {
    return values.stream()
        .filter(value -> name == null || value.getName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s has no %s '%s'; there are %s".formatted(file, kind, name, names(values))));
  }

  private static String names(List<ValueInfoProto> values) {
    return String.join(", ", values.stream().map(ValueInfoProto::getName).toList());
  }

  private static TensorProto.DataType type(ValueInfoProto value) {
    TensorProto.DataType type =
        TensorProto.DataType.forNumber(value.getType().getTensorType().getElemType());
    return type == null ? TensorProto.DataType.UNDEFINED : type;
  }

  /** Lengths by axis, 0 where one is free. */
  static List<Integer> shape(ValueInfoProto value) {
    List<Integer> shape = new ArrayList<>();
    for (TensorShapeProto.Dimension side :
        value.getType().getTensorType().getShape().getDimList()) {
      shape.add(Math.toIntExact(side.getDimValue()));
    }
    return shape;
  }

  /** Its nodes, renamed. */
  List<NodeProto> nodes() {
    return graph.getNodeList().stream().map(ForeignGraph::renamed).toList();
  }

  /** Its constants, renamed. */
  List<TensorProto> constants() {
    return graph.getInitializerList().stream()
        .map(constant -> constant.toBuilder().setName(renamed(constant.getName())).build())
        .toList();
  }

  private static NodeProto renamed(NodeProto node) {
    NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput().clearAttribute();
    renamed.setName(renamed(node.getName()));
    node.getInputList().forEach(name -> renamed.addInput(renamed(name)));
    node.getOutputList().forEach(name -> renamed.addOutput(renamed(name)));
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto.Builder inner = attribute.toBuilder();
      if (attribute.hasG()) {
        inner.setG(renamed(attribute.getG()));
      }
      for (int i = 0; i < attribute.getGraphsCount(); i++) {
        inner.setGraphs(i, renamed(attribute.getGraphs(i)));
      }
      renamed.addAttribute(inner);
    }
    return renamed.build();
  }

  /** The graph of a branch or a loop. */
  private static GraphProto renamed(GraphProto graph) {
    GraphProto.Builder renamed =
        graph.toBuilder()
            .clearNode()
            .clearInitializer()
            .clearInput()
            .clearOutput()
            .clearValueInfo();
    graph.getNodeList().forEach(node -> renamed.addNode(renamed(node)));
    graph
        .getInitializerList()
        .forEach(c -> renamed.addInitializer(c.toBuilder().setName(renamed(c.getName()))));
    graph
        .getInputList()
        .forEach(v -> renamed.addInput(v.toBuilder().setName(renamed(v.getName()))));
    graph
        .getOutputList()
        .forEach(v -> renamed.addOutput(v.toBuilder().setName(renamed(v.getName()))));
    return renamed.build();
  }
}
