package io.hourglass.bench.speed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs all contenders, one after the other and again, each in a process of its own that reads the
 * same topic from its beginning. Counted is what readers of committed records see: after a warm-up,
 * for some seconds or until the input ends.
 */
final class Race {
  private static final String INPUT = "images";

  private final Course course;
  private final Duration warmUp;
  private final Duration measured;
  private final List<String> launcher;
  private final Consumer<String> listener;
  private int records;
  private int each = 1;

  /**
   * A race.
   *
   * @param launcher what starts each contender's process, and limits it; none if empty
   */
  Race(
      Course course,
      Duration warmUp,
      Duration measured,
      List<String> launcher,
      Consumer<String> listener) {
    this.course = course;
    this.warmUp = warmUp;
    this.measured = measured;
    this.launcher = launcher;
    this.listener = listener;
  }

  /** Each contender's trials, in order. */
  Map<Contender, List<Trial>> run(Workload workload, List<Contender> contenders, int rounds)
      throws Exception {
    return rounds(
        workload,
        contenders,
        rounds,
        Contender::title,
        (contender, round) -> {
          String name = contender.id() + "-" + round;
          return contender == Contender.CEILING ? ceiling(name) : trial(contender, name, 1);
        });
  }

  /** Each number of instances' trials, exactly once, in order. */
  Map<Integer, List<Trial>> grow(Workload workload, List<Integer> instances, int rounds)
      throws Exception {
    return rounds(
        workload,
        instances,
        rounds,
        number -> number + " instances",
        (number, round) ->
            trial(Contender.EXACTLY_ONCE, "instances-" + number + "-" + round, number));
  }

  private <T> Map<T, List<Trial>> rounds(
      Workload workload, List<T> runners, int rounds, Function<T, String> title, Turn<T> turn)
      throws Exception {
    Map<T, List<Trial>> trials = new LinkedHashMap<>();
    prepare(workload);
    for (int round = 1; round <= rounds; round++) {
      for (T runner : runners) {
        Trial trial = turn.take(runner, round);
        trials.computeIfAbsent(runner, none -> new ArrayList<>()).add(trial);
        listener.accept(
            "round %d: %,9.0f records/s  %s".formatted(round, trial.rate(), title.apply(runner)));
      }
    }
    return trials;
  }

  /** One trial of who runs. */
  private interface Turn<T> {
    Trial take(T runner, int round) throws Exception;
  }

  private void prepare(Workload workload) throws Exception {
    each = Math.max(1, workload.stride());
    records = workload.records(warmUp.plus(measured));
    listener.accept("%,d records are written".formatted(records));
    course.fill(workload, INPUT, records);
    // A broker that has just started is slow, and the first contender must not pay for that.
    var unused = trial(Contender.EXACTLY_ONCE, "warm-up", 1);
  }

  private Trial trial(Contender contender, String name, int instances) throws Exception {
    try (Course.Run run = course.start(contender, INPUT, name, instances, launcher)) {
      run.awaitFirst();
      TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
      long before = each * run.count();
      long start = System.nanoTime();
      Duration ours = run.processorTime();
      Duration brokers = course.brokerTime();
      long allocated = run.progress().allocated();
      long now = before;
      while (System.nanoTime() - start < measured.toNanos() && now < 0.99 * records) {
        TimeUnit.MILLISECONDS.sleep(50);
        now = each * run.count();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long done = now - before;
      if (done <= 0) {
        throw new IllegalStateException(
            contender.title() + " did nothing while it was measured: warm-up too long?");
      }
      return new Trial(
          done / seconds,
          micros(run.processorTime().minus(ours), done),
          micros(course.brokerTime().minus(brokers), done),
          (run.progress().allocated() - allocated) / done);
    }
  }

  private Trial ceiling(String name) throws Exception {
    try (Course.Run run = course.start(Contender.CEILING, INPUT, name)) {
      run.await(() -> run.progress().scored() > 0);
      TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
      Progress before = run.progress();
      Duration ours = run.processorTime();
      long start = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(measured.toNanos());
      Progress after = run.progress();
      double seconds = (System.nanoTime() - start) / 1e9;
      long done = after.scored() - before.scored();
      return new Trial(
          done / seconds,
          micros(run.processorTime().minus(ours), done),
          0,
          (after.allocated() - before.allocated()) / done);
    }
  }

  private static double micros(Duration time, long records) {
    return time.toNanos() / 1e3 / records;
  }
}
