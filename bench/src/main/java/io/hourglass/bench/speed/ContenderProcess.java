package io.hourglass.bench.speed;

import com.sun.management.ThreadMXBean;
import io.hourglass.streams.StreamsApp;
import io.hourglass.streams.config.AppConfig;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A contender in a process of its own, until it is killed. The arguments are the contender and its
 * {@link Task}. It prints its {@link Progress} again and again.
 */
public final class ContenderProcess {
  private ContenderProcess() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Task task = Task.of(arguments);
    AtomicLong scored = new AtomicLong();
    switch (Contender.valueOf(arguments[0])) {
      case CEILING -> scored = Ceiling.start(task);
      case ECHO -> NaiveStreams.echo(task);
      case NAIVE -> {
        if (task.stride() > 0) {
          WindowStreams.naive(task);
        } else {
          NaiveStreams.score(task);
        }
      }
      case FOREST -> WindowStreams.forest(task);
      case LOOP -> HandLoop.start(task);
      case FLINK -> FlinkJob.start(task, 1);
      case FLINK_BATCHED -> FlinkJob.start(task, FlinkJob.MAX_BATCH);
      case AT_LEAST_ONCE, INT8_AT_LEAST_ONCE -> hourglass(task, "at_least_once");
      case EXACTLY_ONCE, INT8_EXACTLY_ONCE -> hourglass(task, "exactly_once_v2");
    }
    while (true) {
      TimeUnit.MILLISECONDS.sleep(50);
      System.out.println(new Progress(scored.get(), allocated()).line());
    }
  }

  private static void hourglass(Task task, String guarantee) {
    StreamsApp unused =
        StreamsApp.start(
            AppConfig.of(
                Map.ofEntries(
                    Map.entry("model", task.model().toString()),
                    Map.entry("application-id", task.name()),
                    Map.entry("topics.input", task.input()),
                    Map.entry("topics.latents", task.output()),
                    Map.entry("topics.alerts", task.name() + "-alerts"),
                    Map.entry("topics.dead-letters", task.name() + "-dead-letters"),
                    Map.entry("alert.false-alarm-rate", "1e-12"),
                    Map.entry("http.port", "-1"),
                    Map.entry("sensors.stride", String.valueOf(Math.max(1, task.stride()))),
                    Map.entry("kafka.bootstrap.servers", task.bootstrapServers()),
                    Map.entry("kafka.num.stream.threads", String.valueOf(task.threads())),
                    Map.entry("kafka.processing.guarantee", guarantee),
                    Map.entry("kafka.state.dir", task.folder().toString()))));
  }

  /** Bytes that the threads which live now have taken from the heap so far. */
  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }
}
