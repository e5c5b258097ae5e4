package io.hourglass.trainer.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.hourglass.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads ONNX files. */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Reads a file.
   *
   * @throws UserException if it is missing or no ONNX file
   */
  public static ModelProto read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserException("there is no ONNX file " + file);
    }
    try {
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
      if (model.getGraph().getNodeCount() == 0) {
        throw new UserException(file + " is no ONNX file: it holds no graph");
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new UserException(file + " is no ONNX file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The version of ONNX's own operators that a model uses. */
  public static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(1);
  }
}
