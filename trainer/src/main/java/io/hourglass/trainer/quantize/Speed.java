package io.hourglass.trainer.quantize;

import io.hourglass.model.Output;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.onnx.GraphSession;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * How fast two graphs score images on one thread, measured side by side in short turns, so that
 * other work on the machine slows both.
 *
 * @param batch images in one call
 * @param floatRate images a second of the float graph, median of the turns
 * @param int8Rate images a second of the integer graph, median of the turns
 * @param ratio how many times as fast integers are, median of the turns' ratios
 */
public record Speed(int batch, double floatRate, double int8Rate, double ratio) {
  private static final int TURNS = 5;

  static Speed measure(
      GraphSession floats, GraphSession int8, Dataset images, int batch, long turnNanos) {
    List<Sample> calls = Collections.nCopies(batch, images.samples().get(0));
    double[] floatRates = new double[TURNS];
    double[] int8Rates = new double[TURNS];
    double[] ratios = new double[TURNS];
    rate(floats, calls, turnNanos);
    rate(int8, calls, turnNanos);
    for (int turn = 0; turn < TURNS; turn++) {
      floatRates[turn] = rate(floats, calls, turnNanos);
      int8Rates[turn] = rate(int8, calls, turnNanos);
      ratios[turn] = int8Rates[turn] / floatRates[turn];
    }
    return new Speed(batch, median(floatRates), median(int8Rates), median(ratios));
  }

  private static double rate(GraphSession graph, List<Sample> images, long nanos) {
    long start = System.nanoTime();
    long scored = 0;
    long now;
    do {
      graph.infer(images, EnumSet.of(Output.LATENT, Output.SCORE));
      scored += images.size();
      now = System.nanoTime();
    } while (now - start < nanos);
    return scored * 1e9 / (now - start);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
