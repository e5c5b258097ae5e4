package io.hourglass.bench.speed;

import io.hourglass.bench.ChildProcess;

/**
 * What a contender tells of itself.
 *
 * @param scored images that went through the model; only the ceiling counts them
 * @param allocated bytes taken from the heap
 */
record Progress(long scored, long allocated) {
  private static final String PREFIX = "progress ";

  String line() {
    return PREFIX + scored + " " + allocated;
  }

  Progress plus(Progress other) {
    return new Progress(scored + other.scored, allocated + other.allocated);
  }

  /** The last that a process has printed; zeros if it has not yet. */
  static Progress of(ChildProcess process) {
    String line = process.lastLine(PREFIX);
    if (line.isEmpty()) {
      return new Progress(0, 0);
    }
    String[] numbers = line.substring(PREFIX.length()).split(" ", -1);
    return new Progress(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
  }
}
