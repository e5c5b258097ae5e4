package io.hourglass.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aUsersMistakeIsOneSentenceAndStatus1(@TempDir Path folder) {
    assertThat(run("run", "--config", folder.resolve("none.yaml").toString())).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .startsWith("hourglass: ")
        .contains("none.yaml cannot be read");
  }

  @Test
  void saysThatThereIsNothingToSend(@TempDir Path folder) {
    assertThat(run("produce", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no PNG or JPEG file in the folder");

    assertThat(run("produce", folder.resolve("none.png").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("there is no file or folder");
  }

  @Test
  void aWrongCommandShowsTheUsage() {
    assertThat(run("sing")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run("produce")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
