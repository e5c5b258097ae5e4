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
public final class OnnxInterpreter implements Interpreter<String> {
  private final GraphBuilder graph;
  private final Weights weights;
  private final int channels;
  private final Map<String, String> kept = new HashMap<>();

  /**
   * @param channels of the images
   */
  public OnnxInterpreter(GraphBuilder graph, Weights weights, int channels) {
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
  public String position(Layer.Position layer, String input) {
    return graph.node(layer.name(), "Add", List.of(input, weight(layer.weight())));
  }

  @Override
  public String layerNorm(Layer.LayerNorm layer, String input) {
    String name = layer.name();
    String last = transposed(name + ".last", input, 0, 2, 3, 1);
    String normal =
        graph.node(
            name + ".normal",
            "LayerNormalization",
            List.of(last, weight(layer.weight()), weight(layer.bias())),
            attribute("axis", -1),
            attribute("epsilon", (float) Layer.LayerNorm.EPSILON));
    return transposed(name, normal, 0, 3, 1, 2);
  }

  @Override
  public String attention(Layer.Attention layer, String input) {
    String name = layer.name();
    int each = layer.units() / layer.heads();
    String row = graph.node(name + ".row", "Squeeze", List.of(input, axis(name, 2)));
    String moments = transposed(name + ".moments", row, 0, 2, 1);
    String all = linear(name + ".all", moments, layer.weight(), layer.bias());
    String split =
        graph.node(
            name + ".split",
            "Reshape",
            List.of(
                all,
                graph.integers(name + ".split.shape", -1, layer.length(), 3, layer.heads(), each)));
    String heads = transposed(name + ".heads", split, 2, 0, 3, 1, 4);
    String keys = transposed(name + ".keys", third(name, heads, 1), 0, 1, 3, 2);
    String products =
        graph.node(name + ".products", "MatMul", List.of(third(name, heads, 0), keys));
    String scaled =
        graph.node(
            name + ".scaled",
            "Mul",
            List.of(products, graph.scalar(name + ".scale", layer.scale())));
    String shares = graph.node(name + ".shares", "Softmax", List.of(scaled), attribute("axis", -1));
    String mixed = graph.node(name + ".mixed", "MatMul", List.of(shares, third(name, heads, 2)));
    String together = transposed(name + ".together", mixed, 0, 2, 1, 3);
    String joined =
        graph.node(
            name + ".joined",
            "Reshape",
            List.of(
                together,
                graph.integers(name + ".joined.shape", -1, layer.length(), layer.units())));
    String out = linear(name + ".out.all", joined, layer.out(), layer.outBias());
    String channels = transposed(name + ".channels", out, 0, 2, 1);
    return graph.node(name, "Unsqueeze", List.of(channels, name + ".axis2"));
  }

  /** {@code x W^T + b} of the last dimension. */
  private String linear(String name, String input, String weight, String bias) {
    Weight rows = weights.get(weight);
    int outputs = (int) rows.shape()[0];
    int inputs = (int) rows.shape()[1];
    float[] columns = new float[rows.values().length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        columns[i * outputs + o] = rows.values()[o * inputs + i];
      }
    }
    String transposed = graph.weight(weight, new Weight(new long[] {inputs, outputs}, columns));
    String product = graph.node(name + ".product", "MatMul", List.of(input, transposed));
    return graph.node(name, "Add", List.of(product, weight(bias)));
  }

  /** Queries, keys or values of all heads. */
  private String third(String name, String heads, int which) {
    String index = name + ".third" + which;
    String picked =
        graph.node(
            index + ".row",
            "Gather",
            List.of(heads, graph.integers(index + ".index", which)),
            attribute("axis", 0));
    return graph.node(index, "Squeeze", List.of(picked, graph.integers(index + ".axis", 0)));
  }

  private String transposed(String name, String input, long... order) {
    return graph.node(name, "Transpose", List.of(input), list("perm", order));
  }

  @Override
  public String sum(Layer.Sum layer, String input) {
    return graph.node(
        layer.name(), "Add", List.of(input, Objects.requireNonNull(kept.get(layer.kept()))));
  }

  @Override
  public String firstHalf(Layer.FirstHalf layer, String input) {
    return part(graph, layer.name(), input, 1, 0, layer.size());
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
  static String part(GraphBuilder graph, String name, String input, int axis, long from, long to) {
    return graph.node(
        name,
        "Slice",
        List.of(
            input,
            graph.integers(name + ".from", from),
            graph.integers(name + ".to", to),
            graph.integers(name + ".axis", axis)));
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
