package io.hourglass.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrtLibraryTest {
  /** Fails without the large stack: the process ends with status 139. */
  @Test
  void loadsInAProcessWithALongCommandLine() throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    Opens.class.getName(),
                    "x".repeat(50_000)))
            .redirectErrorStream(true)
            .start();

    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }

  /** What the other process runs. */
  static final class Opens {
    private Opens() {}

    public static void main(String[] args) {
      OrtLibrary.environment().close();
    }
  }
}
