package io.hourglass.demo;

import io.hourglass.streams.client.RecordLine;
import java.io.PrintStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** Shows the first alerts in full, then how many there are. */
final class AlertLines {
  private static final int IN_FULL = 12;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintStream out;
  private final Help.ColorScheme colours = Help.defaultColorScheme(Ansi.AUTO);
  private int count;
  private long drawn;

  AlertLines(PrintStream out) {
    this.out = out;
  }

  void show(ConsumerRecord<byte[], byte[]> alert) {
    count++;
    if (count <= IN_FULL) {
      RecordLine line = RecordLine.of(alert);
      out.println("  " + colours.apply(line.text(), line.styles()));
    } else if (Ansi.AUTO.enabled() && System.nanoTime() - drawn > REDRAW_NANOS) {
      out.printf("\r  … %,d alerts", count);
      out.flush();
      drawn = System.nanoTime();
    }
  }

  void end() {
    if (count > IN_FULL) {
      out.printf("%s  … %,d alerts in all%n", Ansi.AUTO.enabled() ? "\r" : "", count);
    }
  }
}
