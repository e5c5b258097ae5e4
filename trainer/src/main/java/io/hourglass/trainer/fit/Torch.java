package io.hourglass.trainer.fit;

import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Layer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Sets libtorch up for this process. */
final class Torch {
  private static final int ONE_DNN_CHANNELS = 16;

  static {
    // By default JavaCPP refuses memory beyond a multiple of the Java heap, which says nothing
    // about
    // what libtorch may use. It reads these when its first class is loaded.
    setIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
  }

  private Torch() {}

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** Runs a step; whatever it allocates outside the Java heap is freed when it ends. */
  @SuppressWarnings("try") // The scope acts by being open.
  static <T> T scoped(Supplier<T> step) {
    try (PointerScope scope = new PointerScope()) {
      return step.get();
    }
  }

  /** The same, for steps that nothing is learnt from. */
  @SuppressWarnings("try") // The guard acts by being open.
  static <T> T withoutGradients(Supplier<T> step) {
    return scoped(
        () -> {
          try (NoGradGuard guard = new NoGradGuard()) {
            return step.get();
          }
        });
  }

  /** Whether there is a GPU, and the natives are CUDA's. */
  static boolean onGpu() {
    return torch.cuda_is_available();
  }

  /** Where gradient descent computes: on the first GPU, or where there is none, the processor. */
  static Device fastest() {
    return new Device(onGpu() ? DeviceType.CUDA : DeviceType.CPU);
  }

  /** Where all else computes. */
  static Device processor() {
    return new Device(DeviceType.CPU);
  }

  /** The state of the processor's source of random numbers. */
  static byte[] randomState() {
    return scoped(
        () -> {
          Tensor state = torch.getDefaultCPUGenerator().get_state();
          byte[] bytes = new byte[Math.toIntExact(state.numel())];
          state.data_ptr_byte().get(bytes);
          return bytes;
        });
  }

  /** Puts such a state back. */
  static void restore(byte[] randomState) {
    var unused =
        scoped(
            () -> {
              torch
                  .getDefaultCPUGenerator()
                  .set_state(AbstractTensor.create(randomState, false, randomState.length));
              return randomState.length;
            });
  }

  /** Sets libtorch's process-wide switches for a network. */
  static void setUpFor(Architecture architecture) {
    useThreads(architecture.convolutional());
    torch.globalContext().setUserEnabledMkldnn(oneDnnIsRightFor(architecture));
    // It supports few processors, and complains of all others with every call.
    torch.globalContext().setUserEnabledNNPACK(false);
  }

  /**
   * Shares the processors out between libtorch's own threads and those of its matrix library. Both
   * pools spin while they wait, so with both at full size they take each other's processors and
   * training is several times slower. Convolutions are libtorch's work, dense layers the matrix
   * library's.
   */
  private static void useThreads(boolean convolutional) {
    int processors = Runtime.getRuntime().availableProcessors();
    torch.set_num_threads(convolutional ? processors : 1);
    openblas_nolapack.blas_set_num_threads(convolutional ? 1 : processors);
  }

  /**
   * oneDNN makes convolutions two to three times as fast, but the one in libtorch 2.10 computes
   * wrong values, NaN among them, where the channels on the latent's side of a convolution are not
   * a multiple of 16: compared with libtorch's own code and with plain loops, for outputs and
   * gradients, 15 widths by 19 image sizes by 3 batch sizes.
   */
  private static boolean oneDnnIsRightFor(Architecture architecture) {
    return architecture.layers().stream()
        .allMatch(
            layer ->
                layer instanceof Layer.Conv conv
                    ? conv.outputs() % ONE_DNN_CHANNELS == 0
                    : !(layer instanceof Layer.ConvTranspose transposed)
                        || transposed.inputs() % ONE_DNN_CHANNELS == 0);
  }
}
