package io.hourglass.bench.training;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The same network, batch and optimizer in PyTorch, in a process of its own.
 *
 * @param version of PyTorch
 * @param weights of the network that were fitted
 * @param rate images a second
 */
record PyTorch(String version, long weights, double rate) {
  private static final String SCRIPT = "pytorch_training.py";

  /**
   * Trains for a while.
   *
   * @param fused whether Adam is one pass over the weights
   * @throws UserException if the interpreter or its PyTorch does not run
   */
  static PyTorch run(
      String python, Workload workload, double warmUp, double seconds, int threads, boolean fused) {
    try (InputStream source =
        Objects.requireNonNull(PyTorch.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Path script = Files.createTempFile("hourglass", ".py");
      try {
        Files.write(script, source.readAllBytes());
        List<String> command =
            new ArrayList<>(
                List.of(
                    python,
                    script.toString(),
                    workload.family().id(),
                    Integer.toString(workload.input().channels()),
                    Integer.toString(workload.input().width()),
                    Integer.toString(workload.batch()),
                    Double.toString(warmUp),
                    Double.toString(seconds),
                    Integer.toString(threads)));
        if (fused) {
          command.add("fused");
        }
        Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String line =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
          throw new UserException(python + " could not train; what it said is above");
        }
        String[] words = line.split(" ", -1);
        return new PyTorch(words[0], Long.parseLong(words[1]), Double.parseDouble(words[2]));
      } finally {
        Files.delete(script);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
