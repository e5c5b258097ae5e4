package io.hourglass.trainer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes Ctrl-C end long work early instead of losing it. */
final class Interrupt {
  /** How long an ending process waits for the work to come to its end. */
  private static final long PATIENCE_SECONDS = 120;

  private Interrupt() {}

  /**
   * Does some work. When the process is asked to end meanwhile, {@code stop} is called and the
   * process waits for the work to return.
   */
  static <T> T during(Runnable stop, Supplier<T> work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndAwait(stop, done), "finish-early");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.get();
    } finally {
      done.countDown();
      forget(hook);
    }
  }

  private static void stopAndAwait(Runnable stop, CountDownLatch done) {
    stop.run();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("gave up waiting for the training to end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook is what it waits for.
    }
  }
}
