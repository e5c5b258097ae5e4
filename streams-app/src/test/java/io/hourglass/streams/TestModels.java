package io.hourglass.streams;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hourglass.model.Calibration;
import io.hourglass.model.GoldenSample;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.Training;
import io.hourglass.model.Verification;
import io.hourglass.model.WindowInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The small model of the tests: 1 x 8 x 8, 4 latent components; one that fails on demand; and one
 * of windows.
 */
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

  /** Channels of {@link #windows}. */
  public static final List<String> CHANNELS = List.of("pressure", "flow");

  /** Readings in a window of {@link #windows}. */
  public static final int LENGTH = 4;

  /**
   * A model of windows whose latent is each channel's mean, which is also the reconstruction; the
   * score is the mean squared difference. An alert from a score of about 1 on.
   *
   * @param stride readings from one window to the next
   */
  public static Path windows(Path folder, int stride, boolean resampled) {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("windows")
            .addInput(value("window", CHANNELS.size(), LENGTH))
            .addOutput(value("latent", CHANNELS.size()))
            .addOutput(value("score"))
            .addOutput(value("reconstruction", CHANNELS.size(), LENGTH))
            .addOutput(value("error_map", CHANNELS.size(), LENGTH))
            .addNode(mean("latent", "window", false, 2))
            .addNode(mean("column", "window", true, 2))
            .addNode(node("Shape", "shape", "window"))
            .addNode(node("Expand", "reconstruction", "column", "shape"))
            .addNode(node("Sub", "difference", "window", "reconstruction"))
            .addNode(node("Mul", "error_map", "difference", "difference"))
            .addNode(mean("score", "error_map", false, 1, 2));
    ModelCard card =
        new ModelCard(
            ModelCard.CONTRACT,
            "windows",
            "0123456789ab",
            "mean",
            new WindowInput(CHANNELS, LENGTH, stride, 1000.0, resampled),
            List.of(CHANNELS.size()),
            new ScoreRule("squared-error", 100),
            0.001,
            new Calibration(100, List.of(0.0, 0.1), new Calibration.Tail(0.1, 0, 0.2), 0.5),
            new Training("", "", 1, 1, 1, 0, 1, 1, 0, "", 0, Map.of(), Map.of()),
            new Verification(0, 0, 0, 0));
    GoldenSample zeros =
        new GoldenSample(
            new byte[4 * CHANNELS.size() * LENGTH],
            0,
            Collections.nCopies(CHANNELS.size(), 0f),
            0,
            0);
    return write(
        folder.resolve("windows.onnx"),
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .addMetadataProps(entry(ModelCard.METADATA_KEY, card.toJson()))
            .addMetadataProps(entry(GoldenSample.METADATA_KEY, GoldenSample.toJson(List.of(zeros))))
            .build());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static ValueInfoProto value(String name, long... sides) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (long side : sides) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape)))
        .build();
  }

  /** A mean over some axes, which are kept or not. */
  private static NodeProto.Builder mean(String output, String input, boolean keep, long... axes) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName("axes").setType(AttributeProto.AttributeType.INTS);
    for (long axis : axes) {
      list.addInts(axis);
    }
    return node("ReduceMean", output, input)
        .addAttribute(list)
        .addAttribute(integer("keepdims", keep ? 1 : 0).setType(AttributeProto.AttributeType.INT));
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
