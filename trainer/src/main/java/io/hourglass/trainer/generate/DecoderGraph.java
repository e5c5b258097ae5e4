package io.hourglass.trainer.generate;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.model.Output;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    GraphProto graph = model.getGraph();
    Map<String, NodeProto> makers = new HashMap<>();
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> makers.put(output, node));
    }
    NodeProto latent = makers.get(Output.LATENT.tensorName());
    String code = latent == null ? "" : latent.getInput(0);
    Set<NodeProto> needed = new HashSet<>();
    Set<String> values = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(Output.RECONSTRUCTION.tensorName()));
    while (!open.isEmpty()) {
      String value = open.pop();
      NodeProto maker = makers.get(value);
      if (value.equals(card.input().tensorName())) {
        throw new UserException(
            "the reconstruction of %s needs more than the latent: it has skip connections, or was imported"
                .formatted(file));
      }
      if (values.add(value) && !value.equals(code) && maker != null && needed.add(maker)) {
        maker.getInputList().forEach(open::push);
      }
    }
    return model.toBuilder()
        .clearMetadataProps()
        .setGraph(graph(graph, card, code, needed, values))
        .build();
  }

  private static GraphProto graph(
      GraphProto whole, ModelCard card, String code, Set<NodeProto> needed, Set<String> values) {
    GraphBuilder part = new GraphBuilder("decoder");
    part.input(Output.LATENT.tensorName(), TensorProto.DataType.FLOAT, card.latentShape());
    part.node(code, "Identity", List.of(Output.LATENT.tensorName()));
    GraphProto.Builder merged = part.build().toBuilder();
    whole.getNodeList().stream().filter(needed::contains).forEach(merged::addNode);
    whole.getInitializerList().stream()
        .filter(constant -> values.contains(constant.getName()))
        .forEach(merged::addInitializer);
    whole.getOutputList().stream()
        .filter(output -> output.getName().equals(Output.RECONSTRUCTION.tensorName()))
        .forEach(merged::addOutput);
    return merged.build();
  }
}
