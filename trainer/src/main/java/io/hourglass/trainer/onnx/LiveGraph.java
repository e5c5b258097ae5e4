package io.hourglass.trainer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A graph without the nodes and constants that none of its outputs needs. */
public final class LiveGraph {
  private LiveGraph() {}

  /**
   * Prunes.
   *
   * @param graph with its nodes in an order in which they can be computed, and no node that holds
   *     graphs of its own
   */
  public static GraphProto of(GraphProto graph) {
    Set<String> needed = new HashSet<>();
    graph.getOutputList().stream().map(ValueInfoProto::getName).forEach(needed::add);
    List<NodeProto> kept = new ArrayList<>();
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      NodeProto node = graph.getNode(i);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        kept.add(node);
        needed.addAll(node.getInputList());
      }
    }
    Collections.reverse(kept);
    GraphProto.Builder live = graph.toBuilder().clearNode().clearInitializer().addAllNode(kept);
    graph.getInitializerList().stream()
        .filter(tensor -> needed.contains(tensor.getName()))
        .forEach(live::addInitializer);
    return live.build();
  }
}
