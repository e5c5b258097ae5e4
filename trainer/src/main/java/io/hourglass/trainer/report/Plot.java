package io.hourglass.trainer.report;

import java.util.List;
import java.util.Locale;

/**
 * A plot as an SVG element for a {@link HtmlPage}, whose style sheet gives it its colours.
 *
 * <p>Not thread-safe.
 */
public final class Plot {
  /** Who is shown; decides the colour. */
  public enum Series {
    NORMAL,
    ANOMALOUS,
    CURVE,
    REFERENCE;

    String css() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Colours of groups. */
  public static final int COLOURS = 10;

  private static final int WIDTH = 460;
  private static final int HEIGHT = 320;
  private static final int LEFT = 58;
  private static final int RIGHT = 14;
  private static final int TOP = 14;
  private static final int BOTTOM = 46;

  private final Axis x;
  private final Axis y;
  private final StringBuilder body = new StringBuilder();
  private final StringBuilder legend = new StringBuilder();
  private int legendEntries;

  /** An empty plot. */
  public Plot(Axis x, Axis y) {
    this.x = x;
    this.y = y;
  }

  /** Joins points {@code {x, y}} by a line. */
  public Plot line(Series series, List<double[]> points) {
    return line(series.css(), points);
  }

  /** The same in the colour of a group, counted from 0; after {@value #COLOURS} they repeat. */
  public Plot line(int group, List<double[]> points) {
    return line(css(group), points);
  }

  private Plot line(String css, List<double[]> points) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(path.isEmpty() ? 'M' : 'L').append(at(point[0], point[1]));
    }
    return add("<path class=\"line %s\" d=\"%s\"/>", css, path);
  }

  /** A bar from the lower end of the vertical axis. */
  public Plot bar(Series series, double from, double to, double height) {
    double left = px(from);
    double top = py(height);
    return add(
        "<rect class=\"bar %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        series.css(), left, top, Math.max(0.5, px(to) - left - 0.5), py(y.min()) - top);
  }

  /** A dot. */
  public Plot dot(Series series, double atX, double atY) {
    return dot(series.css(), atX, atY);
  }

  /** The same in the colour of a group. */
  public Plot dot(int group, double atX, double atY) {
    return dot(css(group), atX, atY);
  }

  private Plot dot(String css, double atX, double atY) {
    return add("<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>", css, px(atX), py(atY));
  }

  private static String css(int group) {
    return "c" + group % COLOURS;
  }

  /** A marked point with its name. */
  public Plot mark(double atX, double atY, String label) {
    boolean right = x.position(atX) < 0.6;
    return add(
        "<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>"
            + "<text class=\"label\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        px(atX),
        py(atY),
        px(atX) + (right ? 9 : -9),
        py(atY) + (y.position(atY) > 0.9 ? 16 : 4),
        right ? "start" : "end",
        HtmlPage.escape(label));
  }

  /** A vertical line with its name. */
  public Plot vertical(double atX, String label) {
    boolean right = x.position(atX) < 0.6;
    return add(
        "<line class=\"threshold\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
            + "<text class=\"label\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
        px(atX),
        px(atX),
        TOP,
        HEIGHT - BOTTOM,
        px(atX) + (right ? 6 : -6),
        TOP + (right ? 12 : 52),
        right ? "start" : "end",
        HtmlPage.escape(label));
  }

  /** A horizontal line with its name. */
  public Plot horizontal(double atY, String label) {
    return add(
        "<line class=\"threshold\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
            + "<text class=\"label\" x=\"%d\" y=\"%.1f\">%s</text>",
        LEFT, WIDTH - RIGHT, py(atY), py(atY), LEFT + 6, py(atY) - 5, HtmlPage.escape(label));
  }

  /** A shaded stretch of the horizontal axis. */
  public Plot band(double from, double to) {
    return add(
        "<rect class=\"band\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
        px(from), TOP, Math.max(1, px(to) - px(from)), HEIGHT - TOP - BOTTOM);
  }

  /** Says what a colour means. */
  public Plot legend(Series series, String label) {
    return legend(series.css(), label);
  }

  /** The same of a group. */
  public Plot legend(int group, String label) {
    return legend(css(group), label);
  }

  private Plot legend(String css, String label) {
    int top = TOP + 8 + 18 * legendEntries++;
    legend.append(
        svg(
            "<rect class=\"key %s\" x=\"%d\" y=\"%d\" width=\"11\" height=\"11\" rx=\"2\"/>"
                + "<text class=\"label\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            css, WIDTH - RIGHT - 17, top, WIDTH - RIGHT - 23, top + 10, HtmlPage.escape(label)));
    return this;
  }

  /** The SVG element. */
  public String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append(svg("<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT));
    for (double tick : x.ticks()) {
      svg.append(
          svg(
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>"
                  + "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              px(tick),
              px(tick),
              TOP,
              HEIGHT - BOTTOM,
              px(tick),
              HEIGHT - BOTTOM + 16,
              Axis.text(tick)));
    }
    for (double tick : y.ticks()) {
      svg.append(
          svg(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT, WIDTH - RIGHT, py(tick), py(tick), LEFT - 7, py(tick) + 4, Axis.text(tick)));
    }
    svg.append(
        svg(
            "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, HtmlPage.escape(x.label())));
    int middle = (TOP + HEIGHT - BOTTOM) / 2;
    svg.append(
        svg(
            "<text class=\"axis\" transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
            middle, HtmlPage.escape(y.label())));
    return svg.append(body).append(legend).append("</svg>").toString();
  }

  private Plot add(String format, Object... values) {
    body.append(svg(format, values));
    return this;
  }

  private static String svg(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private String at(double atX, double atY) {
    return svg("%.1f %.1f", px(atX), py(atY));
  }

  private double px(double value) {
    return LEFT + clamp(x.position(value)) * (WIDTH - LEFT - RIGHT);
  }

  private double py(double value) {
    return HEIGHT - BOTTOM - clamp(y.position(value)) * (HEIGHT - TOP - BOTTOM);
  }

  private static double clamp(double position) {
    return Math.min(1, Math.max(0, position));
  }
}
