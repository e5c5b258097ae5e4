package io.hourglass.model;

/** What ONNX Runtime computes with. */
public enum Provider {
  /** The processor. */
  CPU,
  /** An NVIDIA GPU, the first; needs the build of ONNX Runtime that has it. */
  CUDA
}
