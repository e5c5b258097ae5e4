package io.hourglass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HourglassTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Hourglass.commandLine();
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  @Test
  void saysWhatIsWrongInOneSentence(@TempDir Path folder) {
    int status = run("inspect", folder.resolve("none.onnx").toString());

    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).startsWith("hourglass: there is no model file").hasLineCount(1);
  }

  @Test
  void knowsItsCommands() {
    assertThat(Hourglass.commandLine().getSubcommands())
        .containsOnlyKeys(
            "demo",
            "train",
            "evaluate",
            "inspect",
            "quantize",
            "compare",
            "import",
            "generate",
            "replay",
            "run",
            "produce",
            "watch",
            "topics",
            "doctor",
            "collect");
  }

  @Test
  void refusesUnknownOptions() {
    assertThat(run("demo", "--quickly")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("hourglass: Unknown option: '--quickly'")
        .contains("'hourglass demo --help' tells more.")
        .hasLineCount(2);
  }

  @Test
  void listsItsCommandsWhereNoneIsGiven() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("hourglass: ").contains("doctor");
  }

  @Test
  void suggestsWhatWasProbablyMeant() {
    assertThat(run("trian")).isEqualTo(2);
    assertThat(err.toString()).contains("train").hasLineCount(2);
  }
}
