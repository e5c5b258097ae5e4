package io.hourglass.trainer;

import io.hourglass.trainer.fit.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows a training's progress: on a terminal as one line that is drawn over, with a bar; elsewhere
 * as a plain line every now and then.
 *
 * <p>Thread-safe.
 */
public final class ProgressLine implements TrainingListener {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private long lastDrawn = System.nanoTime() - PLAIN_NANOS;
  private boolean open;

  /**
   * @param out where to
   * @param terminal whether lines can be drawn over there
   */
  public ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** On standard error, which leaves standard output to results. */
  public static ProgressLine onStandardError() {
    return new ProgressLine(System.err, Ansi.AUTO.enabled());
  }

  @Override
  public synchronized void note(String sentence) {
    endLine();
    out.println(sentence);
  }

  @Override
  public synchronized void progress(Progress progress) {
    boolean last = progress.epoch() == progress.epochs() && progress.step() == progress.steps();
    boolean epochEnd = progress.step() == progress.steps();
    long now = System.nanoTime();
    if (terminal) {
      if (epochEnd || now - lastDrawn >= REDRAW_NANOS) {
        out.print("\r\033[K" + line(progress));
        out.flush();
        open = true;
        lastDrawn = now;
      }
    } else if (last || (epochEnd && now - lastDrawn >= PLAIN_NANOS)) {
      out.println(line(progress));
      lastDrawn = now;
    }
  }

  /** Leaves the line that was drawn over, so that what follows starts on a fresh one. */
  public synchronized void endLine() {
    if (open) {
      out.println();
      open = false;
    }
  }

  private String line(Progress progress) {
    String text = Double.isNaN(progress.loss()) ? pretraining(progress) : fitting(progress);
    return terminal ? bar(progress.done()) + " " + text : text;
  }

  private static String pretraining(Progress progress) {
    return "first weights, pass %d/%d  %s left"
        .formatted(progress.epoch(), progress.epochs(), clock(progress.remaining()));
  }

  private static String fitting(Progress progress) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.5f  validation %s  %s left",
        progress.epoch(),
        progress.epochs(),
        progress.loss(),
        Double.isNaN(progress.validationLoss())
            ? "-"
            : String.format(
                Locale.ROOT,
                "%.5f (best in epoch %d)",
                progress.validationLoss(),
                progress.bestEpoch()),
        clock(progress.remaining()));
  }

  private static String bar(double done) {
    int full = (int) Math.round(done * BAR);
    return "\u2588".repeat(full) + "\u2591".repeat(BAR - full);
  }

  private static String clock(Duration duration) {
    return duration.toHours() > 0
        ? "%d:%02d:%02d"
            .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
        : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
  }
}
