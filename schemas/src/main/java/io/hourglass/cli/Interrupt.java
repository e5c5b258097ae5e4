package io.hourglass.cli;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Ctrl-C and SIGTERM as a request to come to an end, not as the end.
 *
 * <p>A shutdown hook is too late for work that uses ONNX Runtime: the library closes itself in a
 * hook of its own, at the same time as all others, and cannot be loaded any more either. So the
 * signals themselves are caught, by {@code sun.misc.Signal}; reflection, because javac warns of it
 * in a way that cannot be suppressed. Where it is missing, the process ends at once, as without
 * this class.
 */
public final class Interrupt {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  /**
   * What is done until it is finished, or told to come to an end.
   *
   * @param <T> what it gives
   * @param <E> what it throws
   */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  private Interrupt() {}

  /**
   * Does some work. At the first signal meanwhile, {@code stop} is called, on another thread, and
   * the work is expected to return soon; the second signal ends the process at once.
   *
   * @return what the work returns
   * @throws E what the work throws
   */
  public static <T, E extends Exception> T during(Runnable stop, Work<T, E> work) throws E {
    List<Runnable> restore = new ArrayList<>();
    for (String name : SIGNALS) {
      restore.add(
          handle(
              name,
              () -> {
                restoreAll(restore);
                stop.run();
              }));
    }
    try {
      return work.run();
    } finally {
      restoreAll(restore);
    }
  }

  private static void restoreAll(List<Runnable> restore) {
    List.copyOf(restore).forEach(Runnable::run);
  }

  /** Sets a signal's handler; returns what sets the earlier one again. */
  private static Runnable handle(String name, Runnable handler) {
    try {
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Interrupt.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.run();
                }
                return null;
              });
      Object earlier = set(name, handlerType, proxy);
      return () -> {
        try {
          set(name, handlerType, earlier);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("what was set must be settable again", e);
        }
      };
    } catch (ReflectiveOperationException e) {
      return () -> {};
    }
  }

  private static Object set(String name, Class<?> handlerType, Object handler)
      throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Object signal = signalType.getConstructor(String.class).newInstance(name);
    return signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
  }
}
