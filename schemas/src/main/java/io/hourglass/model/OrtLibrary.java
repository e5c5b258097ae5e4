package io.hourglass.model;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime, loaded once for the process.
 *
 * <p>While it loads, it searches the process's command line with a recursive pattern (seen with
 * 1.29.0 on Linux): some thousand characters, as a class path has easily, overflow a usual stack
 * and end the process without a word. So it is loaded on a thread with a stack that is large enough
 * for any command line; only what is used of it takes memory.
 */
public final class OrtLibrary {
  private static final long STACK_BYTES = 1L << 30;

  private static @Nullable OrtEnvironment environment;

  private OrtLibrary() {}

  /**
   * The environment of this process; sessions are made from it.
   *
   * @throws ModelException if the library cannot be loaded
   */
  public static synchronized OrtEnvironment environment() {
    if (environment == null) {
      environment = load();
    }
    return environment;
  }

  private static OrtEnvironment load() {
    FutureTask<OrtEnvironment> task = new FutureTask<>(OrtEnvironment::getEnvironment);
    new Thread(null, task, "load-onnxruntime", STACK_BYTES).start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new ModelException(
          "ONNX Runtime cannot be loaded, which unpacks itself to %s and runs from there (-Djava.io.tmpdir chooses another folder): %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getCause()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("interrupted while ONNX Runtime was loaded", e);
    }
  }
}
