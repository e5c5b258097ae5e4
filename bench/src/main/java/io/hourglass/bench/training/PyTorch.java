package io.hourglass.bench.training;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The same network, batch and optimizer in PyTorch, in a process of its own.
 *
 * @param weights of the network that were fitted
 * @param rate images a second
 */
record PyTorch(long weights, double rate) {
  private static final String SCRIPT = "pytorch_training.py";

  /**
   * Trains for a while.
   *
   * @param fused whether Adam is one pass over the weights
   * @throws UserException if the interpreter or its PyTorch does not run
   */
  static PyTorch run(
      String python, Workload workload, double warmUp, double seconds, int threads, boolean fused) {
    List<String> command =
        new ArrayList<>(
            List.of(
                python,
                "-",
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
    try (InputStream script =
        Objects.requireNonNull(PyTorch.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (OutputStream in = process.getOutputStream()) {
        script.transferTo(in);
      }
      String line =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new UserException(python + " could not train; what it said is above");
      }
      String[] words = line.split(" ", -1);
      return new PyTorch(Long.parseLong(words[0]), Double.parseDouble(words[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
