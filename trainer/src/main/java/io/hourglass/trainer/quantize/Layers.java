package io.hourglass.trainer.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.onnx.GraphIndex;
import io.hourglass.trainer.onnx.Tensors;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which layers of a graph are worth computing with integers, and which values between them become
 * integers for it.
 *
 * <p>Layers are Gemm and Conv with constant weights: those that ONNX Runtime has integer kernels
 * for. A layer whose result the graph gives out (the latent) stays float, because it would lose
 * digits and could not be fused.
 */
final class Layers {
  private static final Set<String> SHAPING = Set.of("Reshape", "Flatten", "Identity");
  private static final Set<String> SATURATING = Set.of("Sigmoid", "Tanh");

  private final GraphIndex index;
  private final Set<NodeProto> layers = new LinkedHashSet<>();
  private final Set<String> quantised = new LinkedHashSet<>();
  private final Set<String> results = new LinkedHashSet<>();

  Layers(GraphProto graph) {
    index = new GraphIndex(graph);
    graph.getNodeList().stream().filter(this::worthwhile).forEach(layers::add);
    for (NodeProto layer : layers) {
      String source = source(layer.getInput(0));
      if (imageScale(source).isEmpty()) {
        quantised.add(source);
      }
      // Fused, a bare Gemm may answer in float; a Conv, or a layer with its ReLU, may not.
      if (isConv(layer) || !result(layer).equals(layer.getOutput(0))) {
        quantised.add(result(layer));
      }
    }
    layers.stream().map(this::result).filter(quantised::contains).forEach(results::add);
  }

  static boolean isConv(NodeProto node) {
    return node.getOpType().equals("Conv");
  }

  /** Whether a node is computed with integers. */
  boolean contains(NodeProto node) {
    return layers.contains(node);
  }

  int count() {
    return layers.size();
  }

  /** The values that become integers. */
  Set<String> quantised() {
    return quantised;
  }

  /**
   * Whether a value is an integer layer's result, which exists as integers only: ONNX Runtime fuses
   * such a layer only if nobody takes its float result.
   */
  boolean onlyInteger(String value) {
    return results.contains(value);
  }

  GraphIndex index() {
    return index;
  }

  private boolean worthwhile(NodeProto node) {
    boolean dense =
        node.getOpType().equals("Gemm")
            && GraphIndex.integer(node, "transA", 0) == 0
            && GraphIndex.number(node, "alpha", 1) == 1
            && GraphIndex.number(node, "beta", 1) == 1;
    if (!(dense || isConv(node)) || node.getInputCount() < 2) {
      return false;
    }
    for (String weight : node.getInputList().subList(1, node.getInputCount())) {
      TensorProto constant = index.constant(weight);
      if (constant == null || !Tensors.isFloat(constant)) {
        return false;
      }
    }
    // Eight bits of what goes into a sigmoid would be a coarse picture; a Gemm may answer in float.
    boolean saturates =
        index.consumers(node.getOutput(0)).stream()
            .anyMatch(next -> SATURATING.contains(next.getOpType()));
    return !givenOut(node.getOutput(0)) && !(isConv(node) && saturates);
  }

  private boolean givenOut(String value) {
    return index.isOutput(value)
        || index.consumers(value).stream()
            .anyMatch(next -> SHAPING.contains(next.getOpType()) && givenOut(next.getOutput(0)));
  }

  /** A layer's output, or what a ReLU that alone follows makes of it. */
  private String result(NodeProto layer) {
    List<NodeProto> next = index.consumers(layer.getOutput(0));
    return next.size() == 1 && next.get(0).getOpType().equals("Relu")
        ? next.get(0).getOutput(0)
        : layer.getOutput(0);
  }

  /** Where a value comes from, other than by a new shape. */
  private String source(String value) {
    return shaped(value) ? source(producer(value).getInput(0)) : value;
  }

  /** Whether a value is another one in a new shape. */
  boolean shaped(String value) {
    NodeProto producer = index.producer(value);
    return producer != null
        && SHAPING.contains(producer.getOpType())
        && imageScale(value).isEmpty();
  }

  NodeProto producer(String value) {
    return java.util.Objects.requireNonNull(index.producer(value), value);
  }

  /** The factor, where a value is the image's bytes times a constant: they are integers already. */
  OptionalDouble imageScale(String value) {
    NodeProto product = index.producer(value);
    if (product == null || !product.getOpType().equals("Mul")) {
      return OptionalDouble.empty();
    }
    NodeProto cast = index.producer(product.getInput(0));
    TensorProto factor = index.constant(product.getInput(1));
    boolean scaled =
        cast != null
            && cast.getOpType().equals("Cast")
            && cast.getInput(0).equals(ImageInput.TENSOR)
            && factor != null
            && Tensors.isFloat(factor)
            && Tensors.floats(factor).length == 1;
    return scaled && factor != null
        ? OptionalDouble.of(Tensors.floats(factor)[0])
        : OptionalDouble.empty();
  }
}
