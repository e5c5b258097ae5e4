package io.hourglass.trainer.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.GoldenSample;
import io.hourglass.model.ModelCard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A model file in the making: it lies in its target's folder under another name until it is
 * published, so that never half a file is seen under the final one.
 */
final class ModelFile implements AutoCloseable {
  private static final int IR_VERSION = 8;

  private final Path target;
  private final Path draft;

  /**
   * @param target the final name
   */
  ModelFile(Path target) {
    this.target = target.toAbsolutePath();
    this.draft =
        this.target.resolveSibling(
            ".%s.%d.part".formatted(target.getFileName(), ProcessHandle.current().pid()));
  }

  /** Where the draft lies. */
  Path draft() {
    return draft;
  }

  /**
   * Writes the draft, over an earlier one.
   *
   * @throws UserException if the file system refuses, e.g. because it is full
   */
  void write(GraphProto graph, ModelCard card, List<GoldenSample> golden) {
    write(
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("hourglass")
            .addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("").setVersion(GraphBuilder.OPSET))
            .setGraph(graph)
            .build(),
        card,
        golden);
  }

  /** The same for a graph that brings its own operator sets; earlier metadata is replaced. */
  void write(ModelProto graph, ModelCard card, List<GoldenSample> golden) {
    ModelProto model =
        graph.toBuilder()
            .clearMetadataProps()
            .addMetadataProps(entry(ModelCard.METADATA_KEY, card.toJson()))
            .addMetadataProps(entry(GoldenSample.METADATA_KEY, GoldenSample.toJson(golden)))
            .build();
    try {
      Files.createDirectories(folder());
      try (OutputStream out =
          Files.newOutputStream(
              draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
        model.writeTo(out);
      }
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /**
   * Gives the draft its final name, in one step.
   *
   * @throws UserException if the file system refuses
   */
  void publish() {
    try {
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private Path folder() {
    Path folder = target.getParent();
    return folder == null ? target.getRoot() : folder;
  }

  private UserException refused(IOException e) {
    return new UserException("cannot write the model file %s: %s".formatted(target, reason(e)), e);
  }

  private static String reason(IOException e) {
    String kind = e.getClass().getSimpleName().replaceFirst("Exception$", "");
    return kind.equals("IO") ? String.valueOf(e.getMessage()) : kind + " " + e.getMessage();
  }

  /** Removes the draft, if it was not published. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw refused(e);
    }
  }
}
