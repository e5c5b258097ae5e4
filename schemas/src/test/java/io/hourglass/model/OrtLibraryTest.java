package io.hourglass.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrtLibraryTest {
  /** Fails without the large stack: the process ends with status 139. */
  @Test
  void loadsInAProcessWithALongCommandLine() throws Exception {
    Process process = open(List.of(), "x".repeat(50_000));

    assertThat(process.waitFor()).as(output(process)).isZero();
  }

  @Test
  void saysWhereItMustBeAbleToRunFrom() throws Exception {
    Process process = open(List.of("-Djava.io.tmpdir=/no/such/folder"), "");

    assertThat(output(process))
        .contains("Exception in thread \"main\" " + ModelException.class.getName())
        .contains("ONNX Runtime cannot be loaded, which unpacks itself to /no/such/folder");
  }

  private static Process open(List<String> options, String argument) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Opens.class.getName(),
            argument));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** What the other process runs. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      OrtLibrary.environment().close();
    }
  }
}
