package io.hourglass.trainer.export;

import static io.hourglass.trainer.export.GraphBuilder.attribute;
import static io.hourglass.trainer.export.GraphBuilder.list;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Interpreter;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Mask;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes layers down as ONNX nodes; a value is its name in the graph. */
final class OnnxInterpreter implements Interpreter<String> {
  private final GraphBuilder graph;
  private final Weights weights;
  private final int channels;
  private final Map<String, String> kept = new HashMap<>();

  /**
   * @param channels of the images
   */
  OnnxInterpreter(GraphBuilder graph, Weights weights, int channels) {
    this.graph = graph;
    this.weights = weights;
    this.channels = channels;
  }

  @Override
  public String dense(Layer.Dense layer, String input) {
    return graph.node(
        layer.name(),
        "Gemm",
        List.of(input, weight(layer.weight()), weight(layer.bias())),
        attribute("transB", 1));
  }

  @Override
  public String conv(Layer.Conv layer, String input) {
    return graph.node(
        layer.name(),
        "Conv",
        List.of(input, weight(layer.weight()), weight(layer.bias())),
        sides(layer.kernel()),
        strides(layer.kernel()),
        pads(layer.kernel()));
  }

  @Override
  public String convTranspose(Layer.ConvTranspose layer, String input) {
    return graph.node(
        layer.name(),
        "ConvTranspose",
        List.of(input, weight(layer.weight()), weight(layer.bias())),
        sides(layer.kernel()),
        strides(layer.kernel()),
        pads(layer.kernel()),
        list("output_padding", layer.extraHeight(), layer.extraWidth()));
  }

  @Override
  public String batchNorm(Layer.BatchNorm layer, String input) {
    return graph.node(
        layer.name(),
        "BatchNormalization",
        List.of(
            input,
            weight(layer.weight()),
            weight(layer.bias()),
            weight(layer.mean()),
            weight(layer.variance())),
        attribute("epsilon", (float) Layer.BatchNorm.EPSILON));
  }

  @Override
  public String relu(Layer.Relu layer, String input) {
    return graph.node(layer.name(), "Relu", List.of(input));
  }

  @Override
  public String sigmoid(Layer.Sigmoid layer, String input) {
    return graph.node(layer.name(), "Sigmoid", List.of(input));
  }

  @Override
  public String reshape(Layer.Reshape layer, String input) {
    long[] shape = new long[layer.shape().size() + 1];
    shape[0] = -1;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = layer.shape().get(i - 1);
    }
    String target = graph.integers(layer.name() + ".shape", shape);
    return graph.node(layer.name(), "Reshape", List.of(input, target));
  }

  /** ONNX keeps sequences as {@code [L, N, inputs]} and gates in the order update, reset, new. */
  @Override
  public String gru(Layer.Gru layer, String input) {
    String name = layer.name();
    String sequence = graph.node(name + ".row", "Squeeze", List.of(input, axis(name, 2)));
    String steps =
        graph.node(name + ".steps", "Transpose", List.of(sequence), list("perm", 2, 0, 1));
    List<String> outputs = List.of(name + ".states", name + ".last");
    graph.node(
        outputs,
        "GRU",
        List.of(
            steps,
            gates(layer, layer.weight(), 1, layer.inputs()),
            gates(layer, layer.recurrent(), 1, layer.units()),
            biases(layer)),
        attribute("hidden_size", layer.units()),
        attribute("linear_before_reset", 1));
    if (layer.last()) {
      return graph.node(name, "Squeeze", List.of(outputs.get(1), axis(name, 0)));
    }
    // [L, 1, N, units] to [N, units, 1, L].
    return graph.node(name, "Transpose", List.of(outputs.get(0)), list("perm", 2, 3, 1, 0));
  }

  private String axis(String name, int axis) {
    return graph.integers(name + ".axis" + axis, axis);
  }

  private String gates(Layer.Gru layer, String name, int directions, int inputs) {
    float[] values = reordered(weights.get(name).values());
    return graph.weight(
        name, new Weight(new long[] {directions, 3L * layer.units(), inputs}, values));
  }

  private String biases(Layer.Gru layer) {
    float[] own = reordered(weights.get(layer.bias()).values());
    float[] recurrent = reordered(weights.get(layer.recurrentBias()).values());
    float[] both = Arrays.copyOf(own, own.length + recurrent.length);
    System.arraycopy(recurrent, 0, both, own.length, recurrent.length);
    return graph.weight(layer.bias(), new Weight(new long[] {1, both.length}, both));
  }

  /** Reset, update, new to update, reset, new. */
  private static float[] reordered(float[] gates) {
    int third = gates.length / 3;
    float[] reordered = gates.clone();
    System.arraycopy(gates, 0, reordered, third, third);
    System.arraycopy(gates, third, reordered, 0, third);
    return reordered;
  }

  @Override
  public String repeat(Layer.Repeat layer, String input) {
    String name = layer.name();
    String column = graph.node(name + ".column", "Unsqueeze", List.of(input, axes(name)));
    String times = graph.integers(name + ".times", 1, 1, 1, layer.length());
    return graph.node(name, "Tile", List.of(column, times));
  }

  @Override
  public String firstHalf(Layer.FirstHalf layer, String input) {
    return part(graph, layer.name(), input, 0, layer.size());
  }

  @Override
  public String keep(Layer.Keep layer, String input) {
    kept.put(layer.name(), input);
    return input;
  }

  @Override
  public String join(Layer.Join layer, String input) {
    String other = Objects.requireNonNull(kept.get(layer.kept()));
    return graph.node(layer.name(), "Concat", List.of(input, other), attribute("axis", 1));
  }

  /** Noise belongs to training. */
  @Override
  public String noise(Layer.Noise layer, String input) {
    return input;
  }

  @Override
  public String blur(Layer.Blur layer, String input) {
    String once = ErrorNodes.average(graph, layer.name() + ".once", input, layer.side());
    return ErrorNodes.average(graph, layer.name(), once, layer.side());
  }

  @Override
  public String hide(Layer.Hide layer, String input) {
    String name = layer.name();
    Mask mask = layer.mask();
    String one =
        graph.node(name + ".one", "Unsqueeze", List.of(input, graph.integers(name + ".pass", 0)));
    String seen =
        graph.node(name + ".seen", "Mul", List.of(one, mask(name + ".mask", mask, mask.visible())));
    // [passes, N, C, H, W] to [passes N, C, H, W].
    String shape = graph.integers(name + ".shape", -1, channels, mask.height(), mask.width());
    return graph.node(name, "Reshape", List.of(seen, shape));
  }

  @Override
  public String reveal(Layer.Reveal layer, String input) {
    String name = layer.name();
    Mask mask = layer.mask();
    String shape =
        graph.integers(name + ".shape", Mask.PASSES, -1, channels, mask.height(), mask.width());
    String passes = graph.node(name + ".passes", "Reshape", List.of(input, shape));
    String parts =
        graph.node(
            name + ".parts", "Mul", List.of(passes, mask(name + ".mask", mask, mask.hidden())));
    return graph.node(
        name,
        "ReduceSum",
        List.of(parts, graph.integers(name + ".pass", 0)),
        attribute("keepdims", 0));
  }

  private String mask(String name, Mask mask, float[] values) {
    return graph.weight(name, new Weight(mask.shape(), values));
  }

  /** Of the latents of all passes {@code [passes N, ...]}, those of the images as they are. */
  String firstPass(String code, Architecture architecture) {
    if (architecture.passes() == 1) {
      return code;
    }
    long[] shape = new long[architecture.latent().size() + 2];
    shape[0] = architecture.passes();
    shape[1] = -1;
    for (int i = 2; i < shape.length; i++) {
      shape[i] = architecture.latent().get(i - 2);
    }
    String passes =
        graph.node("passes", "Reshape", List.of(code, graph.integers("passes.shape", shape)));
    String first =
        graph.node(
            "first",
            "Gather",
            List.of(passes, graph.integers("first.index", 0)),
            attribute("axis", 0));
    return graph.node("code", "Squeeze", List.of(first, graph.integers("first.axis", 0)));
  }

  /** Values from one (included) to another (excluded) of each row. */
  static String part(GraphBuilder graph, String name, String input, int from, int to) {
    return graph.node(
        name,
        "Slice",
        List.of(
            input,
            graph.integers(name + ".from", from),
            graph.integers(name + ".to", to),
            graph.integers(name + ".axis", 1)));
  }

  private String axes(String name) {
    return graph.integers(name + ".axes", 2, 3);
  }

  private static AttributeProto sides(Layer.Kernel kernel) {
    return list("kernel_shape", kernel.height(), kernel.width());
  }

  private static AttributeProto strides(Layer.Kernel kernel) {
    return list("strides", kernel.strideY(), kernel.strideX());
  }

  private static AttributeProto pads(Layer.Kernel kernel) {
    return list("pads", kernel.paddingY(), kernel.paddingX(), kernel.paddingY(), kernel.paddingX());
  }

  private String weight(String name) {
    return graph.weight(name, weights.get(name));
  }
}
