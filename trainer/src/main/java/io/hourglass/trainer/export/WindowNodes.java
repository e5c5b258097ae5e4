package io.hourglass.trainer.export;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.WindowInput;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.model.Weight;
import java.util.List;

/** Readings to units of each channel's deviation, as images of one row, and back. */
final class WindowNodes implements InputNodes {
  private final GraphBuilder graph;
  private final WindowInput input;
  private final Scaling scaling;

  WindowNodes(GraphBuilder graph, WindowInput input, Scaling scaling) {
    this.graph = graph;
    this.input = input;
    this.scaling = scaling;
  }

  @Override
  public String scaled() {
    graph.input(input.tensorName(), TensorProto.DataType.FLOAT, shape());
    String rows =
        graph.node(
            "rows", "Unsqueeze", List.of(input.tensorName(), graph.integers("rows.axis", 2)));
    String centred =
        graph.node("centred", "Sub", List.of(rows, byChannel("shift", scaling.shift())));
    return graph.node("scaled", "Mul", List.of(centred, byChannel("factor", scaling.factor())));
  }

  @Override
  public void unscaled(String name, String restored) {
    String wide =
        graph.node("unscaled", "Mul", List.of(restored, byChannel("scale", scaling.scale())));
    String shifted = graph.node("shifted", "Add", List.of(wide, "shift"));
    graph.node(name, "Squeeze", List.of(shifted, "rows.axis"));
  }

  private String byChannel(String name, float[] values) {
    return graph.weight(name, new Weight(new long[] {1, values.length, 1, 1}, values));
  }

  @Override
  public List<Integer> shape() {
    return List.of(input.channels().size(), input.length());
  }

  @Override
  public List<Integer> errorMapShape() {
    return shape();
  }
}
