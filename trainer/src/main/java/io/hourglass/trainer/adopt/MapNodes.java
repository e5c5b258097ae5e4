package io.hourglass.trainer.adopt;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;
import io.hourglass.model.ImageInput;
import io.hourglass.model.Output;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.model.Weight;
import java.util.List;

/** Maps of another size than images', as ONNX nodes. */
final class MapNodes {
  private MapNodes() {}

  /**
   * The contract's error map of one of any size.
   *
   * @param map {@code [N, 1, height, width]}
   */
  static void errorMap(GraphBuilder graph, String map, int height, int width, ImageInput input) {
    String resized =
        resized(graph, "map.resized", map, height, width, input.height(), input.width());
    graph.node(
        Output.ERROR_MAP.tensorName(),
        "Reshape",
        List.of(resized, graph.integers("error_map.shape", -1, input.height(), input.width())));
  }

  /** Brings {@code [N, C, height, width]} to another size, linearly. */
  static String resized(
      GraphBuilder graph,
      String name,
      String map,
      int height,
      int width,
      int newHeight,
      int newWidth) {
    if (height == newHeight && width == newWidth) {
      return map;
    }
    // A little more than the ratio: what comes out is rounded down.
    float[] scales = {1, 1, (newHeight + 0.01f) / height, (newWidth + 0.01f) / width};
    String scale = graph.weight(name + ".scales", new Weight(new long[] {4}, scales));
    AttributeProto linear =
        AttributeProto.newBuilder()
            .setName("mode")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8("linear"))
            .build();
    return graph.node(name, "Resize", List.of(map, "", scale), linear);
  }
}
