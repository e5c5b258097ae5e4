package io.hourglass.trainer.export;

import java.util.List;

/** How raw inputs get into a network, and what it restores back out, as ONNX nodes. */
interface InputNodes {
  /** Declares the graph's input; returns it as the network sees it, {@code [N, C, H, W]}. */
  String scaled();

  /** Writes a network's output down in the input's shape and on its scale. */
  void unscaled(String name, String restored);

  /** Shape of one input. */
  List<Integer> shape();

  /** Shape of its error map: two dimensions. */
  List<Integer> errorMapShape();
}
