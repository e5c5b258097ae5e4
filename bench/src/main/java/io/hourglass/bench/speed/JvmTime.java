package io.hourglass.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processor time of a JVM's threads, as Linux counts it.
 *
 * @param compilation of its compilers
 * @param collection of its garbage collector
 * @param other of all other threads
 */
record JvmTime(Duration compilation, Duration collection, Duration other) {
  private static final List<String> COMPILERS = List.of("C1 Comp", "C2 Comp");
  private static final List<String> COLLECTORS = List.of("G1 ", "GC Thread", "VM Thread");

  /** Linux counts in hundredths of a second. */
  private static final long TICK_MILLIS = 10;

  /** What the threads that live now have used. */
  static JvmTime of(long pid) throws IOException {
    JvmTime sum = new JvmTime(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    List<Path> tasks;
    try (Stream<Path> listed = Files.list(Path.of("/proc/%d/task".formatted(pid)))) {
      tasks = listed.toList();
    }
    for (Path task : tasks) {
      try {
        sum = sum.plus(Files.readString(task.resolve("stat")));
      } catch (NoSuchFileException e) {
        // The thread has ended.
      }
    }
    return sum;
  }

  /**
   * @param stat {@code number (name) state …}, of which the 14th and 15th are ticks in user and
   *     kernel mode
   */
  private JvmTime plus(String stat) {
    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    Duration time =
        Duration.ofMillis((Long.parseLong(rest[11]) + Long.parseLong(rest[12])) * TICK_MILLIS);
    if (COMPILERS.stream().anyMatch(name::startsWith)) {
      return new JvmTime(compilation.plus(time), collection, other);
    }
    if (COLLECTORS.stream().anyMatch(name::startsWith)) {
      return new JvmTime(compilation, collection.plus(time), other);
    }
    return new JvmTime(compilation, collection, other.plus(time));
  }

  JvmTime minus(JvmTime before) {
    return new JvmTime(
        compilation.minus(before.compilation),
        collection.minus(before.collection),
        other.minus(before.other));
  }
}
