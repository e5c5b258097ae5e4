package io.hourglass.streams;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.model.ScoringModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Objects;

/** The small model of the tests: 1 x 8 x 8, 4 latent components; and one that fails on demand. */
public final class TestModels {
  /** An image with this as its first sample gets a score that is not a number from faulty(). */
  public static final int NOT_A_NUMBER = 0;

  /** An image with this as its first sample makes faulty() fail. */
  public static final int FAILURE = 255;

  private TestModels() {}

  /** The small model, written to a folder. */
  public static Path tiny(Path folder) {
    return write(folder.resolve("tiny.onnx"), tiny());
  }

  /** The small model, opened. */
  public static ScoringModel openTiny(Path folder) {
    return ScoringModel.open(tiny(folder), 1);
  }

  /**
   * The small model with a graph that goes wrong for some images: {@code score + 0 / first +
   * zeros[first]}, with 255 zeros.
   */
  public static ScoringModel openFaulty(Path folder) {
    ModelProto model = tiny();
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getOutput(0).equals("score")) {
        node.setOutput(0, "true_score");
      }
    }
    graph
        .addInitializer(floats("zeros", 255))
        .addInitializer(floats("zero", 1))
        .addInitializer(
            TensorProto.newBuilder().setName("first_index").setDataType(7).addInt64Data(0))
        .addNode(node("Reshape", "rows", "f", "flat"))
        .addNode(node("Gather", "first", "rows", "first_index").addAttribute(integer("axis", 1)))
        .addNode(node("Div", "zero_or_nan", "zero", "first"))
        .addNode(node("Cast", "index", "first").addAttribute(integer("to", 7)))
        .addNode(node("Gather", "zero_or_failure", "zeros", "index"))
        .addNode(node("Add", "partly", "true_score", "zero_or_nan"))
        .addNode(node("Add", "score", "partly", "zero_or_failure"));
    Path file = folder.resolve("faulty.onnx");
    return ScoringModel.open(write(file, model.toBuilder().setGraph(graph).build()), 1);
  }

  private static ModelProto tiny() {
    try (InputStream in = TestModels.class.getResourceAsStream("/models/tiny.onnx")) {
      return ModelProto.parseFrom(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, ModelProto model) {
    try {
      return Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node;
  }

  private static TensorProto.Builder floats(String name, int count) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(count)
        .addAllFloatData(Collections.nCopies(count, 0f));
  }

  private static AttributeProto.Builder integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value);
  }
}
