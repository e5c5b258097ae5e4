package io.hourglass.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own with this one's classes, so that it can be killed. Its output goes to a file.
 *
 * <p>Not thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private final String name;
  private final Path log;
  private final Process process;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param log the file that its output goes to
   */
  public static ChildProcess start(
      String name, Path log, List<String> jvmOptions, Class<?> main, String... arguments) {
    return start(name, log, List.of(), jvmOptions, main, arguments);
  }

  /**
   * Starts one by way of another program, which must become it.
   *
   * @param launcher the program and its arguments, which the command is added to
   */
  public static ChildProcess start(
      String name,
      Path log,
      List<String> launcher,
      List<String> jvmOptions,
      Class<?> main,
      String... arguments) {
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    builder
        .environment()
        .put(
            "CLASSPATH",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    try {
      return new ChildProcess(name, log, builder.start());
    } catch (IOException e) {
      throw new IllegalStateException(name + " could not be started", e);
    }
  }

  /** Processor time that it has used. */
  public Duration processorTime() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Its number in the operating system. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits until its output holds a text.
   *
   * @throws IllegalStateException if it ends before, or takes too long
   */
  public void awaitOutput(String text, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!output().contains(text)) {
      if (!isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s has not come to '%s'; see %s".formatted(name, text, log));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** The last whole line of its output that begins so; empty if there is none. */
  public String lastLine(String prefix) {
    String output = output();
    int end = output.lastIndexOf('\n');
    int start = output.lastIndexOf("\n" + prefix, end - 1);
    return start < 0 ? "" : output.substring(start + 1, output.indexOf('\n', start + 1));
  }

  /**
   * Does nothing while it runs.
   *
   * @throws IllegalStateException if it has ended
   */
  public void requireAlive() {
    if (!isAlive()) {
      throw new IllegalStateException("%s ended by itself; see %s".formatted(name, log));
    }
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it with SIGKILL, which it cannot notice. */
  public void kill() {
    process.destroyForcibly();
    await(30);
  }

  /** Asks it to end with SIGTERM, and waits. */
  public void stop() {
    process.destroy();
    if (!await(60)) {
      kill();
      throw new IllegalStateException(name + " did not end when told to; see " + log);
    }
  }

  private boolean await(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    kill();
  }
}
