package io.hourglass.trainer.export;

import static io.hourglass.trainer.export.GraphBuilder.attribute;
import static io.hourglass.trainer.export.GraphBuilder.list;

import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.PixelError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the error map and the score of a reconstruction down as ONNX nodes. */
public final class ErrorNodes {
  private final GraphBuilder graph;
  private final boolean windows;

  /**
   * @param windows whether channels are kept apart, and smoothed along time alone
   */
  public ErrorNodes(GraphBuilder graph, boolean windows) {
    this.graph = graph;
    this.windows = windows;
  }

  /**
   * The error map {@code [N, H, W]} of two values {@code [N, C, H, W]}; of windows {@code [N, C, 1,
   * L]}, {@code [N, C, L]}.
   */
  String map(PixelError error, String restored, String images) {
    String samples =
        switch (error) {
          case SQUARED -> {
            String difference = graph.node("difference", "Sub", List.of(restored, images));
            yield graph.node("squared", "Mul", List.of(difference, difference));
          }
          case ABSOLUTE ->
              graph.node(
                  "absolute",
                  "Abs",
                  List.of(graph.node("difference", "Sub", List.of(restored, images))));
          case SSIM -> ssim(restored, images);
        };
    return windows
        ? graph.node(
            Output.ERROR_MAP.tensorName(),
            "Squeeze",
            List.of(samples, graph.integers("error_map.row", 2)))
        : mean(Output.ERROR_MAP.tensorName(), samples);
  }

  /**
   * The score {@code [N]} of an error map with so many pixels.
   *
   * @param divergence {@code [N]}, which is added as the rule says; null: nothing is
   * @param complexity {@code [N]}, which it is divided by; null: it is not
   */
  public void score(
      ScoreRule rule,
      String errorMap,
      int pixels,
      @Nullable String divergence,
      @Nullable String complexity) {
    String map = errorMap;
    if (rule.smoothing() > 1) {
      String channel =
          graph.node("smooth.in", "Unsqueeze", List.of(errorMap, graph.integers("smooth.axis", 1)));
      map =
          windows
              ? line(graph, "smooth", channel, 1, rule.smoothing())
              : average("smooth", channel, rule.smoothing());
    }
    String errors =
        graph.node("errors", "Reshape", List.of(map, graph.integers("errors.shape", -1, pixels)));
    int worst = rule.worstOf(pixels);
    if (worst < pixels) {
      errors =
          graph.node(
              List.of("worst", "worst.index"),
              "TopK",
              List.of(errors, graph.integers("worst.count", worst)),
              attribute("axis", 1));
    }
    boolean quantile = rule.pool() == ScoreRule.Pool.QUANTILE;
    String pool = quantile ? "ReduceMin" : "ReduceMean";
    String score = reduce("pooled", pool, errors);
    if (divergence != null) {
      String weight = graph.scalar("divergence.weight", (float) rule.divergence());
      String weighted = graph.node("weighted", "Mul", List.of(divergence, weight));
      score = graph.node("bound", "Add", List.of(score, weighted));
    }
    if (complexity != null) {
      score = graph.node("relative", "Div", List.of(score, complexity));
    }
    graph.node(Output.SCORE.tensorName(), "Identity", List.of(score));
  }

  /** The complexity {@code [N]} of inputs {@code [N, C, H, W]}, as {@link ScoreRule} has it. */
  String complexity(String inputs) {
    String across = steps("complexity.x", inputs, 3);
    String sum =
        windows
            ? across
            : graph.node("complexity.xy", "Add", List.of(across, steps("complexity.y", inputs, 2)));
    String floor = graph.scalar("complexity.floor", ScoreRule.COMPLEXITY_FLOOR);
    return graph.node("complexity", "Add", List.of(sum, floor));
  }

  /** The mean square of the difference between neighbours along one axis. */
  private String steps(String name, String inputs, int axis) {
    String after = OnnxInterpreter.part(graph, name + ".after", inputs, axis, 1, Long.MAX_VALUE);
    String before = OnnxInterpreter.part(graph, name + ".before", inputs, axis, 0, -1);
    String step = graph.node(name + ".step", "Sub", List.of(after, before));
    String square = graph.node(name + ".square", "Mul", List.of(step, step));
    String rows = graph.reduce(name + ".rows", "ReduceMean", square, 3);
    return mean(name, graph.reduce(name + ".columns", "ReduceMean", rows, 2));
  }

  /**
   * The Kullback-Leibler divergence {@code [N]} of latents' distribution from the standard normal
   * one.
   *
   * @param distribution means and log-variances {@code [N, 2 Z]}
   */
  String divergence(String distribution, int latent) {
    String mean = OnnxInterpreter.part(graph, "kl.mean", distribution, 1, 0, latent);
    String raw = OnnxInterpreter.part(graph, "kl.raw", distribution, 1, latent, 2L * latent);
    String limit = graph.scalar("kl.limit", Layer.FirstHalf.MAX_LOG_VARIANCE);
    String lower = graph.scalar("kl.lower", -Layer.FirstHalf.MAX_LOG_VARIANCE);
    String logVariance = graph.node("kl.log", "Clip", List.of(raw, lower, limit));
    String variance = graph.node("kl.variance", "Exp", List.of(logVariance));
    String square = graph.node("kl.square", "Mul", List.of(mean, mean));
    String sum = graph.node("kl.sum", "Add", List.of(variance, square));
    String less = graph.node("kl.less", "Sub", List.of(sum, logVariance));
    String terms = graph.node("kl.terms", "Sub", List.of(less, graph.scalar("kl.1", 1)));
    // The mean of Z terms, times Z / 2.
    return graph.node(
        "kl", "Mul", List.of(mean("kl.each", terms), graph.scalar("kl.half", latent / 2f)));
  }

  private String ssim(String x, String y) {
    int window = PixelError.SSIM_WINDOW;
    String c1 = graph.scalar("ssim.c1", PixelError.SSIM_C1);
    String c2 = graph.scalar("ssim.c2", PixelError.SSIM_C2);
    String two = graph.scalar("ssim.2", 2);
    String mx = average("ssim.mx", x, window);
    String my = average("ssim.my", y, window);
    String mxy = node("mxy", "Mul", mx, my);
    String squares = node("squares", "Add", node("mxx", "Mul", mx, mx), node("myy", "Mul", my, my));
    String powers = node("powers", "Add", node("xx", "Mul", x, x), node("yy", "Mul", y, y));
    String variances = node("variances", "Sub", average("ssim.pm", powers, window), squares);
    String products = average("ssim.xym", node("xy", "Mul", x, y), window);
    String covariance = node("covariance", "Sub", products, mxy);
    String alike =
        node(
            "alike",
            "Mul",
            node("mxy.c", "Add", node("mxy.2", "Mul", mxy, two), c1),
            node("cov.c", "Add", node("cov.2", "Mul", covariance, two), c2));
    String size =
        node(
            "size",
            "Mul",
            node("squares.c", "Add", squares, c1),
            node("variances.c", "Add", variances, c2));
    String ssim = node("value", "Div", alike, size);
    String off = node("off", "Sub", graph.scalar("ssim.1", 1), ssim);
    return node("error", "Mul", off, graph.scalar("ssim.half", 0.5f));
  }

  private String node(String name, String operator, String... inputs) {
    return graph.node("ssim." + name, operator, List.of(inputs));
  }

  /**
   * The mean of the square around each sample; of what lies outside, nothing counts. Columns first,
   * then rows: fewer sums, and less rounding, than the whole square at once.
   */
  static String average(GraphBuilder graph, String name, String images, int side) {
    return line(graph, name, line(graph, name + ".columns", images, side, 1), 1, side);
  }

  private String average(String name, String images, int side) {
    return average(graph, name, images, side);
  }

  private static String line(
      GraphBuilder graph, String name, String images, int height, int width) {
    return graph.node(
        name,
        "AveragePool",
        List.of(images),
        list("kernel_shape", height, width),
        list("strides", 1, 1),
        list("pads", height / 2, width / 2, height / 2, width / 2),
        attribute("count_include_pad", 0));
  }

  private String mean(String name, String value) {
    return reduce(name, "ReduceMean", value);
  }

  private String reduce(String name, String operator, String value) {
    return graph.reduce(name, operator, value, 1);
  }
}
