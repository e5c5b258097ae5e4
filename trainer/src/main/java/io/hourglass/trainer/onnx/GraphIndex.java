package io.hourglass.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who makes and who takes each value of a graph. */
public final class GraphIndex {
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final Map<String, TensorProto> constants = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  /** Looks through a graph once. */
  public GraphIndex(GraphProto graph) {
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
      node.getInputList()
          .forEach(input -> consumers.computeIfAbsent(input, any -> new ArrayList<>()).add(node));
    }
    graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(outputs::add);
  }

  /** The node that makes a value; null for inputs and constants. */
  public @Nullable NodeProto producer(String value) {
    return producers.get(value);
  }

  /** The nodes that take a value. */
  public List<NodeProto> consumers(String value) {
    return consumers.getOrDefault(value, List.of());
  }

  /** The constant of that name; null if it is none. */
  public @Nullable TensorProto constant(String value) {
    return constants.get(value);
  }

  /** Whether the graph gives this value out. */
  public boolean isOutput(String value) {
    return outputs.contains(value);
  }

  /** A node's whole-number attribute, or what holds where it is not given. */
  public static long integer(NodeProto node, String name, long otherwise) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(otherwise);
  }

  /** A node's attribute that is one number, or what holds where it is not given. */
  public static double number(NodeProto node, String name, double otherwise) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToDouble(AttributeProto::getF)
        .findFirst()
        .orElse(otherwise);
  }
}
