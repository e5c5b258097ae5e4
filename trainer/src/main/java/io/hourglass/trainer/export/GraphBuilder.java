package io.hourglass.trainer.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.hourglass.trainer.model.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Writes an ONNX graph node by node. Values are known by their names. */
public final class GraphBuilder {
  /** The version of ONNX's operators that model files of ours use. */
  static final int OPSET = 17;

  /** From this one on, what is reduced is an input and no attribute. */
  private static final int AXES_ARE_INPUTS = 18;

  private final GraphProto.Builder graph;
  private final long opset;

  /** An empty graph. */
  public GraphBuilder(String name) {
    this(name, OPSET);
  }

  /**
   * An empty graph.
   *
   * @param opset the version of ONNX's operators
   */
  public GraphBuilder(String name, long opset) {
    this.graph = GraphProto.newBuilder().setName(name);
    this.opset = opset;
  }

  /**
   * Adds a node with one output.
   *
   * @param output its name, and the node's
   * @return {@code output}
   */
  public String node(
      String output, String operator, List<String> inputs, AttributeProto... attributes) {
    return node(List.of(output), operator, inputs, attributes);
  }

  /** Adds a node; returns its first output. */
  public String node(
      List<String> outputs, String operator, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(outputs.get(0))
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(Arrays.asList(attributes)));
    return outputs.get(0);
  }

  /** Adds a reduction (but of sums) over one axis, which then is gone; returns {@code output}. */
  public String reduce(String output, String operator, String value, long axis) {
    AttributeProto gone = attribute("keepdims", 0);
    return opset < AXES_ARE_INPUTS
        ? node(output, operator, List.of(value), list("axes", axis), gone)
        : node(output, operator, List.of(value, integers(output + ".axis", axis)), gone);
  }

  /** Adds weights; returns {@code name}. */
  public String weight(String name, Weight weight) {
    return tensor(name, weight.shape(), weight.values());
  }

  /** Adds a float constant without dimensions; returns {@code name}. */
  public String scalar(String name, float value) {
    return tensor(name, new long[0], new float[] {value});
  }

  private String tensor(String name, long[] shape, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return initializer(name, TensorProto.DataType.FLOAT, shape, bytes);
  }

  /** Adds a list of integers, e.g. a shape; returns {@code name}. */
  public String integers(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return initializer(name, TensorProto.DataType.INT64, new long[] {values.length}, bytes);
  }

  /** Adds a constant of another type, its values in little-endian order; returns {@code name}. */
  public String initializer(
      String name, TensorProto.DataType type, long[] shape, ByteBuffer bytes) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds a node that was made elsewhere. */
  public void add(NodeProto node) {
    graph.addNode(node);
  }

  /** Adds a constant that was made elsewhere. */
  public void add(TensorProto constant) {
    graph.addInitializer(constant);
  }

  /** Declares the graph's input. */
  public void input(String name, TensorProto.DataType type, List<Integer> shape) {
    graph.addInput(value(name, type, shape));
  }

  /** Declares one of the graph's outputs, float32. */
  public void output(String name, List<Integer> shape) {
    graph.addOutput(value(name, TensorProto.DataType.FLOAT, shape));
  }

  /** A tensor {@code [N, shape...]} with N free. */
  private static ValueInfoProto value(String name, TensorProto.DataType type, List<Integer> shape) {
    TensorShapeProto.Builder dimensions =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (int side : shape) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  /** An attribute that is one integer. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute that is one number. */
  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** An attribute that is a list of integers. */
  public static AttributeProto list(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  /** The graph as it is now. */
  public GraphProto build() {
    return graph.build();
  }
}
