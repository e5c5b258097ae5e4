package io.hourglass.trainer.quantize;

import static io.hourglass.trainer.export.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.onnx.GraphIndex;
import io.hourglass.trainer.onnx.LiveGraph;
import io.hourglass.trainer.onnx.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a graph again with QuantizeLinear and DequantizeLinear around its layers, in the form that
 * ONNX Runtime fuses to integer kernels (QGemm, QLinearConv):
 *
 * <ul>
 *   <li>the image's bytes are the first quantised tensor as they are, with the scale that made
 *       floats of them;
 *   <li>unsigned activations with one scale and zero point each; after a ReLU, zero is 0;
 *   <li>signed weights with a scale for each output, 32-bit biases, Gemm with transB = 1.
 * </ul>
 */
final class Int8Graph {
  /** A tensor of integers with the names of its scale and zero point. */
  private record Quantised(String name, String scale, String zeroPoint) {}

  private final GraphProto graph;
  private final Layers layers;
  private final Map<String, Range> ranges;
  private final GraphBuilder written;
  private final Map<String, Quantised> quantised = new HashMap<>();
  private final Map<String, Float> scales = new HashMap<>();

  private Int8Graph(GraphProto graph, Layers layers, Map<String, Range> ranges) {
    this.graph = graph;
    this.layers = layers;
    this.ranges = ranges;
    this.written = new GraphBuilder(graph.getName());
  }

  /**
   * Writes it.
   *
   * @param ranges of all values that {@link Layers#quantised} names
   */
  static GraphProto of(GraphProto graph, Layers layers, Map<String, Range> ranges) {
    return new Int8Graph(graph, layers, ranges).write();
  }

  private GraphProto write() {
    for (NodeProto node : graph.getNodeList()) {
      if (layers.contains(node)) {
        layer(node);
      } else {
        written.add(rewired(node));
      }
      node.getOutputList().stream().filter(layers.quantised()::contains).forEach(this::quantise);
    }
    GraphProto nodes = written.build();
    return LiveGraph.of(
        nodes.toBuilder()
            .addAllInput(graph.getInputList())
            .addAllOutput(graph.getOutputList())
            .addAllInitializer(graph.getInitializerList())
            .build());
  }

  private void layer(NodeProto node) {
    Quantised input = integers(node.getInput(0));
    float inputScale = Objects.requireNonNull(scales.get(input.scale));
    String name = node.getName().isEmpty() ? node.getOutput(0) : node.getName();
    boolean transposed = !Layers.isConv(node) && GraphIndex.integer(node, "transB", 0) == 0;
    Int8Weight weight = Int8Weight.of(constant(node.getInput(1)), transposed);
    NodeProto.Builder layer =
        node.toBuilder()
            .clearInput()
            .addInput(floats(name + ".in", input))
            .addInput(weight(name, weight));
    if (node.getInputCount() > 2) {
      layer.addInput(bias(name, constant(node.getInput(2)), weight, inputScale));
    }
    if (transposed) {
      List<AttributeProto> others =
          node.getAttributeList().stream().filter(a -> !a.getName().equals("transB")).toList();
      layer.clearAttribute().addAllAttribute(others).addAttribute(attribute("transB", 1));
    }
    written.add(layer.build());
  }

  private TensorProto constant(String name) {
    return Objects.requireNonNull(layers.index().constant(name));
  }

  private String weight(String layer, Int8Weight weight) {
    String name = layer + ".w8";
    written.initializer(
        name, TensorProto.DataType.INT8, weight.shape(), ByteBuffer.wrap(weight.values()));
    String zeros =
        written.initializer(
            name + ".zero",
            TensorProto.DataType.INT8,
            new long[] {weight.outputs()},
            ByteBuffer.allocate(weight.outputs()));
    String scale = vector(name + ".scale", weight.scales());
    return written.node(
        name + ".float", "DequantizeLinear", List.of(name, scale, zeros), attribute("axis", 0));
  }

  private String bias(String layer, TensorProto bias, Int8Weight weight, float inputScale) {
    String name = layer + ".b32";
    float[] values = Tensors.floats(bias);
    float[] scale = new float[weight.outputs()];
    ByteBuffer rounded =
        ByteBuffer.allocate(Integer.BYTES * weight.outputs()).order(ByteOrder.LITTLE_ENDIAN);
    for (int o = 0; o < scale.length; o++) {
      scale[o] = inputScale * weight.scales()[o];
      // A single number may stand for all outputs of a Gemm.
      rounded.putInt(Math.round(values[values.length == 1 ? 0 : o] / scale[o]));
    }
    written.initializer(
        name, TensorProto.DataType.INT32, new long[] {weight.outputs()}, rounded.flip());
    return written.node(
        name + ".float",
        "DequantizeLinear",
        List.of(name, vector(name + ".scale", scale)),
        attribute("axis", 0));
  }

  /** The integers that stand for a value: of the value itself, or of what it is a new shape of. */
  private Quantised integers(String value) {
    Quantised known = quantised.get(value);
    if (known != null) {
      return known;
    }
    Quantised made;
    if (layers.imageScale(value).isPresent()) {
      float factor = (float) layers.imageScale(value).orElseThrow();
      made =
          new Quantised(
              ImageInput.TENSOR,
              scale(value + ".scale", factor),
              zeroPoint(value + ".zero", (byte) 0));
    } else {
      NodeProto shaping = layers.producer(value);
      Quantised base = integers(shaping.getInput(0));
      String name = value + ".u8";
      written.add(
          shaping.toBuilder()
              .setName(name)
              .setInput(0, base.name)
              .clearOutput()
              .addOutput(name)
              .build());
      made = new Quantised(name, base.scale, base.zeroPoint);
    }
    quantised.put(value, made);
    return made;
  }

  private void quantise(String value) {
    Range range = Objects.requireNonNull(ranges.get(value), value);
    Quantised made =
        new Quantised(
            value + ".u8",
            scale(value + ".scale", range.scale()),
            zeroPoint(value + ".zero", range.zeroPoint()));
    written.node(made.name, "QuantizeLinear", List.of(value, made.scale, made.zeroPoint));
    quantised.put(value, made);
    if (layers.onlyInteger(value)) {
      floats(value + ".float", made);
    }
  }

  private String floats(String name, Quantised tensor) {
    return written.node(
        name, "DequantizeLinear", List.of(tensor.name, tensor.scale, tensor.zeroPoint));
  }

  /** A float node; it takes what became of integer layers' results. */
  private NodeProto rewired(NodeProto node) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      inputs.add(layers.onlyInteger(input) ? input + ".float" : input);
    }
    return node.toBuilder().clearInput().addAllInput(inputs).build();
  }

  private String scale(String name, float value) {
    scales.put(name, value);
    return written.scalar(name, value);
  }

  private String zeroPoint(String name, byte value) {
    return written.initializer(
        name, TensorProto.DataType.UINT8, new long[0], ByteBuffer.wrap(new byte[] {value}));
  }

  private String vector(String name, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return written.initializer(name, TensorProto.DataType.FLOAT, new long[] {values.length}, bytes);
  }
}
