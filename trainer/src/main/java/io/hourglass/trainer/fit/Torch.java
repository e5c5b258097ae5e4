package io.hourglass.trainer.fit;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/** Sets libtorch up for this process. */
final class Torch {
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

  /**
   * Shares the processors out between libtorch's own threads and those of its matrix library. Both
   * pools spin while they wait, so with both at full size they take each other's processors and
   * training is several times slower. Convolutions are libtorch's work, dense layers the matrix
   * library's.
   */
  static void useThreads(boolean convolutional) {
    int processors = Runtime.getRuntime().availableProcessors();
    torch.set_num_threads(convolutional ? processors : 1);
    openblas_nolapack.blas_set_num_threads(convolutional ? 1 : processors);
  }
}
