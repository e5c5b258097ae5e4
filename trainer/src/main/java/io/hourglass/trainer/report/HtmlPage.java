package io.hourglass.trainer.report;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A page for people to look at: one HTML file with its style and pictures inside, which opens
 * without a network. Parts appear in the order in which they are added; all text is escaped.
 *
 * <p>Not thread-safe.
 */
public final class HtmlPage {
  private final String title;
  private final StringBuilder body = new StringBuilder();

  /**
   * A figure that a reader should see first.
   *
   * @param value e.g. {@code 0.987}
   * @param name what it is
   * @param detail how it came about
   */
  public record Tile(String value, String name, String detail) {}

  /**
   * A plot with what it shows.
   *
   * @param caption one or two sentences
   * @param plot the plot
   */
  public record Figure(String caption, Plot plot) {}

  /**
   * One image with what was made of it.
   *
   * @param series its colour
   * @param pictures PNG files, shown side by side
   * @param headline the first line below
   * @param detail the second, less prominent
   */
  public record Case(Plot.Series series, List<byte[]> pictures, String headline, String detail) {
    public Case {
      pictures = List.copyOf(pictures);
    }
  }

  /** A page with its title and one line below. */
  public HtmlPage(String title, String subtitle) {
    this.title = title;
    body.append("<h1>").append(escape(title)).append("</h1>\n<p class=\"subtitle\">");
    body.append(escape(subtitle)).append("</p>\n");
  }

  /** Begins a section. */
  public HtmlPage section(String heading, String explanation) {
    body.append("<h2>").append(escape(heading)).append("</h2>\n");
    if (!explanation.isEmpty()) {
      body.append("<p class=\"explanation\">").append(escape(explanation)).append("</p>\n");
    }
    return this;
  }

  /** Adds large figures in a row. */
  public HtmlPage tiles(Tile... tiles) {
    body.append("<div class=\"tiles\">\n");
    for (Tile tile : tiles) {
      body.append(
          "<div class=\"tile\"><b>%s</b><span>%s</span><small>%s</small></div>%n"
              .formatted(escape(tile.value), escape(tile.name), escape(tile.detail)));
    }
    body.append("</div>\n");
    return this;
  }

  /** Adds plots side by side. */
  public HtmlPage figures(Figure... figures) {
    body.append("<div class=\"figures\">\n");
    for (Figure figure : figures) {
      body.append(
          "<figure><figcaption>%s</figcaption>%s</figure>%n"
              .formatted(escape(figure.caption), figure.plot.svg()));
    }
    body.append("</div>\n");
    return this;
  }

  /** Adds a grid of images. */
  public HtmlPage cases(List<Case> cases) {
    body.append("<div class=\"cases\">\n");
    for (Case shown : cases) {
      body.append("<div class=\"case %s\"><div class=\"pictures\">".formatted(shown.series.css()));
      for (byte[] png : shown.pictures) {
        body.append("<img alt=\"\" src=\"data:image/png;base64,");
        body.append(Base64.getEncoder().encodeToString(png)).append("\">");
      }
      body.append(
          "</div><p>%s<br><small>%s</small></p></div>%n"
              .formatted(escape(shown.headline), escape(shown.detail)));
    }
    body.append("</div>\n");
    return this;
  }

  /** Adds a table of names and values. */
  public HtmlPage facts(Map<String, String> facts) {
    body.append("<table class=\"facts\">\n");
    facts.forEach(
        (name, value) ->
            body.append(
                "<tr><th>%s</th><td>%s</td></tr>%n".formatted(escape(name), escape(value))));
    body.append("</table>\n");
    return this;
  }

  /** Adds a table. */
  public HtmlPage table(List<String> header, List<List<String>> rows) {
    body.append("<table>\n").append(row("th", header));
    rows.forEach(row -> body.append(row("td", row)));
    body.append("</table>\n");
    return this;
  }

  private static String row(String tag, List<String> cells) {
    StringBuilder row = new StringBuilder("<tr>");
    cells.forEach(cell -> row.append("<%s>%s</%1$s>".formatted(tag, escape(cell))));
    return row.append("</tr>\n").toString();
  }

  /** The whole page. */
  public String html() {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        %s<footer>Made by Hourglass.</footer>
        </body>
        </html>
        """
        .formatted(escape(title), css(), body);
  }

  /**
   * Writes the page, and the folder it lies in.
   *
   * @throws UserException if the file system refuses
   */
  public void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, html());
    } catch (IOException e) {
      throw new UserException("cannot write the page %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String css() {
    try (InputStream in = HtmlPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
