package io.hourglass.trainer.generate;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.onnx.GraphIndex;
import io.hourglass.trainer.onnx.LiveGraph;
import io.hourglass.trainer.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.List;

/** The part of a model file from latent to reconstruction, as a model of its own. */
final class DecoderGraph {
  private DecoderGraph() {}

  /**
   * Cuts it out: input {@code latent} float {@code [N, Z]} or {@code [N, C, H, W]}, output {@code
   * reconstruction}.
   *
   * @throws UserException if the reconstruction needs more than the latent
   */
  static ModelProto of(Path file, ModelCard card) {
    ModelProto model = OnnxFile.read(file);
    GraphProto whole = model.getGraph();
    String latent = Output.LATENT.tensorName();
    NodeProto given = new GraphIndex(whole).producer(latent);
    String code = given == null ? "" : given.getInput(0);
    GraphBuilder part = new GraphBuilder("decoder");
    part.input(latent, TensorProto.DataType.FLOAT, card.latentShape());
    part.node(code, "Identity", List.of(latent));
    whole.getNodeList().stream()
        .filter(node -> !node.getOutputList().contains(code))
        .filter(node -> !node.getOutputList().contains(latent))
        .forEach(part::add);
    whole.getInitializerList().forEach(part::add);
    ImageInput input = card.imageInput();
    part.output(
        Output.RECONSTRUCTION.tensorName(),
        List.of(input.channels(), input.height(), input.width()));
    GraphProto decoder = LiveGraph.of(part.build());
    if (decoder.getNodeList().stream()
        .anyMatch(node -> node.getInputList().contains(input.tensorName()))) {
      throw new UserException(
          "the reconstruction of %s needs more than the latent: it has skip connections, or was imported"
              .formatted(file));
    }
    return model.toBuilder().clearMetadataProps().setGraph(decoder).build();
  }
}
