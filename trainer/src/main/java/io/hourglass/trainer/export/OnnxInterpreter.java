package io.hourglass.trainer.export;

import static io.hourglass.trainer.export.GraphBuilder.attribute;
import static io.hourglass.trainer.export.GraphBuilder.list;

import io.hourglass.trainer.model.Interpreter;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Weights;
import java.util.List;

/** Writes layers down as ONNX nodes; a value is its name in the graph. */
final class OnnxInterpreter implements Interpreter<String> {
  private final GraphBuilder graph;
  private final Weights weights;

  OnnxInterpreter(GraphBuilder graph, Weights weights) {
    this.graph = graph;
    this.weights = weights;
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
        list("kernel_shape", layer.kernel(), layer.kernel()),
        list("strides", layer.stride(), layer.stride()),
        list("pads", layer.padding(), layer.padding(), layer.padding(), layer.padding()));
  }

  @Override
  public String convTranspose(Layer.ConvTranspose layer, String input) {
    return graph.node(
        layer.name(),
        "ConvTranspose",
        List.of(input, weight(layer.weight()), weight(layer.bias())),
        list("kernel_shape", layer.kernel(), layer.kernel()),
        list("strides", layer.stride(), layer.stride()),
        list("pads", layer.padding(), layer.padding(), layer.padding(), layer.padding()),
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

  private String weight(String name) {
    return graph.weight(name, weights.get(name));
  }
}
