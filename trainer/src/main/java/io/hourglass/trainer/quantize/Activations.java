package io.hourglass.trainer.quantize;

import static io.hourglass.trainer.export.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hourglass.model.ModelException;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.onnx.GraphSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Runs a float model on images and notes the smallest and largest value of its activations. */
final class Activations {
  private static final int BATCH = 64;

  private Activations() {}

  static Map<String, Range> ranges(ModelProto model, Set<String> values, Dataset images) {
    Map<String, Range> ranges = new HashMap<>();
    values.forEach(value -> ranges.put(value, Range.EMPTY));
    List<String> watched = new ArrayList<>();
    ModelProto.Builder watching = model.toBuilder();
    for (String value : values) {
      for (String reduce : List.of("ReduceMin", "ReduceMax")) {
        watched.add(watch(watching, value, reduce));
      }
    }
    try (GraphSession session = new GraphSession(watching.build(), images.input())) {
      for (int from = 0; from < images.size(); from += BATCH) {
        List<Sample> batch = images.samples().subList(from, Math.min(images.size(), from + BATCH));
        Map<String, float[]> seen = session.run(batch, watched);
        ranges.replaceAll(
            (value, range) ->
                range.with(
                    finite(value, seen.get(name(value, "ReduceMin"))),
                    finite(value, seen.get(name(value, "ReduceMax")))));
      }
    }
    return ranges;
  }

  private static String watch(ModelProto.Builder model, String value, String reduce) {
    String name = name(value, reduce);
    model
        .getGraphBuilder()
        .addNode(
            NodeProto.newBuilder()
                .setName(name)
                .setOpType(reduce)
                .addInput(value)
                .addOutput(name)
                .addAttribute(attribute("keepdims", 0)))
        .addOutput(
            ValueInfoProto.newBuilder()
                .setName(name)
                .setType(
                    TypeProto.newBuilder()
                        .setTensorType(
                            TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
    return name;
  }

  private static String name(String value, String reduce) {
    return value + "." + reduce;
  }

  private static float finite(String value, float @org.jspecify.annotations.Nullable [] seen) {
    float only = Objects.requireNonNull(seen)[0];
    if (!Float.isFinite(only)) {
      throw new ModelException("the model computes %s for '%s'".formatted(only, value));
    }
    return only;
  }
}
