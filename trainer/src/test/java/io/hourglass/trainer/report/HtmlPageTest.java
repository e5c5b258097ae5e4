package io.hourglass.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class HtmlPageTest {
  @Test
  void escapesWhatItIsGiven() {
    String html =
        new HtmlPage("<b>", "a & b")
            .section("\"q\"", "")
            .facts(Map.of("<k>", "<v>"))
            .table(List.of("<h>"), List.of(List.of("100 % <c>")))
            .html();

    assertThat(html)
        .contains("&lt;b&gt;", "a &amp; b", "&quot;q&quot;", "&lt;k&gt;", "&lt;v&gt;", "&lt;h&gt;")
        .contains("100 % &lt;c&gt;")
        .doesNotContain("<k>", "<v>", "<c>");
  }

  @Test
  void needsNothingFromOutside() {
    String html =
        new HtmlPage("t", "s")
            .cases(
                List.of(
                    new HtmlPage.Case(
                        Plot.Series.NORMAL, List.of(new byte[] {1, 2}), "headline", "detail")))
            .figures(new HtmlPage.Figure("caption", plot()))
            .html();

    assertThat(html)
        .contains("data:image/png;base64,AQI=")
        .doesNotContain("http:", "https:", "href=", "url(", "@import", "<script");
  }

  @Test
  void plotsAreWellFormed() throws Exception {
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new java.io.ByteArrayInputStream(plot().svg().getBytes(StandardCharsets.UTF_8)));

    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(1);
    assertThat(svg.getDocumentElement().getTextContent()).contains("x & y", "threshold", "0.001");
  }

  private static Plot plot() {
    return new Plot(Axis.logarithmic("x & y", 0.001, 10), Axis.linear("share", 0, 1))
        .line(Plot.Series.CURVE, List.of(new double[] {0.001, 0}, new double[] {1, 1}))
        .bar(Plot.Series.NORMAL, 0.01, 0.1, 0.5)
        .dot(Plot.Series.ANOMALOUS, 1, 0.2)
        .mark(0.1, 0.95, "<here>")
        .vertical(5, "threshold")
        .legend(Plot.Series.NORMAL, "normal");
  }

  @Test
  void axesHaveRoundTicks() {
    assertThat(Axis.linear("", 0, 1).ticks()).hasSize(6);
    assertThat(Axis.linear("", -3, 17).ticks()).containsExactly(0.0, 5.0, 10.0, 15.0);
    assertThat(Axis.logarithmic("", 1e-4, 1).ticks().stream().map(Axis::text))
        .containsExactly("0.0001", "0.001", "0.01", "0.1", "1");
    assertThat(Axis.text(0)).isEqualTo("0");
    assertThat(Axis.text(2e-5)).isEqualTo("2e-5");
  }

  @Test
  void saysWhyThePageCannotBeWritten(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> new HtmlPage("t", "s").write(file.resolve("index.html")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot write the page");
  }
}
