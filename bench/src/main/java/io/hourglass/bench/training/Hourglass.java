package io.hourglass.bench.training;

import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.fit.Fit;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.fit.Fitter;
import io.hourglass.trainer.fit.Progress;
import java.util.function.Consumer;

/** The trainer at work for a while. */
final class Hourglass {
  private static final int FEW = 256;

  private Hourglass() {}

  /** Images a second, in so many seconds after others to warm up. */
  static double rate(Workload workload, Dataset images, double warmUp, double seconds) {
    FitOptions options = new FitOptions(Integer.MAX_VALUE, workload.batch(), 1e-3, 1_000, 0);
    Clock clock = new Clock(warmUp, seconds);
    Dataset few = new Dataset(images.source(), workload.input(), images.samples().subList(0, FEW));
    Fit unused =
        new Fitter(options, clock, clock::isOver).fit(workload.architecture(), images, few);
    return clock.steps * workload.batch() / clock.counted;
  }

  /** Counts steps between two moments. */
  private static final class Clock implements Consumer<Progress> {
    private final double warmUp;
    private final double seconds;
    private final long begin = System.nanoTime();
    private long start;
    private long steps;
    private double counted;

    Clock(double warmUp, double seconds) {
      this.warmUp = warmUp;
      this.seconds = seconds;
    }

    @Override
    public void accept(Progress step) {
      long now = System.nanoTime();
      if (start == 0) {
        start = (now - begin) / 1e9 >= warmUp ? now : 0;
      } else if (!isOver()) {
        steps++;
        counted = (now - start) / 1e9;
      }
    }

    boolean isOver() {
      return counted >= seconds;
    }
  }
}
