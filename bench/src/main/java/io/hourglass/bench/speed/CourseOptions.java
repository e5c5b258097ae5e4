package io.hourglass.bench.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all measurements. */
final class CourseOptions {
  @Option(
      names = "--workload",
      defaultValue = "MLP",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Workload workload = Workload.MLP;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Of each topic. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--threads",
      description = "Threads of each contender. Default: as many as processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", paramLabel = "FILE", description = "Write all that is measured there.")
  private @Nullable Path json;

  Workload workload() {
    return workload;
  }

  Course course() throws IOException, InterruptedException {
    return new Course(workload, partitions, threads, Files.createTempDirectory("hourglass-bench"));
  }

  /** What a report begins with. */
  String title() {
    return "%s, %d threads, %d partitions, %d processors"
        .formatted(workload, threads, partitions, Runtime.getRuntime().availableProcessors());
  }

  /** Writes the figures, if they are asked for. */
  void write(Object figures) throws IOException {
    if (json == null) {
      return;
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("workload", workload);
    document.put("at", Instant.now().toString());
    document.put("processors", Runtime.getRuntime().availableProcessors());
    document.put("threads", threads);
    document.put("partitions", partitions);
    document.put("java", Runtime.version().toString());
    document.put("figures", figures);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(json.toFile(), document);
  }

  /** Prints what happens at once. */
  static Consumer<String> listener(PrintWriter err) {
    return line -> {
      err.println(line);
      err.flush();
    };
  }
}
