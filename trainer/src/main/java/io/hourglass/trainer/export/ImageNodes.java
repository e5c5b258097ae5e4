package io.hourglass.trainer.export;

import static io.hourglass.trainer.export.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.ImageInput;
import java.util.List;

/** Unsigned 8-bit samples to [0, 1] and back. */
final class ImageNodes implements InputNodes {
  private final GraphBuilder graph;
  private final ImageInput input;

  ImageNodes(GraphBuilder graph, ImageInput input) {
    this.graph = graph;
    this.input = input;
  }

  @Override
  public String scaled() {
    graph.input(input.tensorName(), TensorProto.DataType.UINT8, shape());
    String samples =
        graph.node(
            "samples",
            "Cast",
            List.of(input.tensorName()),
            attribute("to", TensorProto.DataType.FLOAT.getNumber()));
    return graph.node("scaled", "Mul", List.of(samples, graph.scalar("scale", 1 / 255f)));
  }

  @Override
  public void unscaled(String name, String restored) {
    String clipped =
        graph.node(
            "clipped",
            "Clip",
            List.of(restored, graph.scalar("darkest", 0), graph.scalar("brightest", 1)));
    graph.node(name, "Mul", List.of(clipped, graph.scalar("unscale", 255f)));
  }

  @Override
  public List<Integer> shape() {
    return List.of(input.channels(), input.height(), input.width());
  }

  @Override
  public List<Integer> errorMapShape() {
    return List.of(input.height(), input.width());
  }
}
