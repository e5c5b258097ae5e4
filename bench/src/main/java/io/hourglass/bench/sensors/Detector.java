package io.hourglass.bench.sensors;

import com.amazon.randomcutforest.RandomCutForest;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.WindowInput;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;

/** Gives each reading of a series a score, from what it has learned of a healthy history. */
interface Detector {
  /**
   * Scores a series.
   *
   * @param readings by moment, each by channel
   * @return one score a reading; those that it has none for are 0
   */
  double[] score(List<double[]> readings);

  /** A model file's score of the window that ends with each reading. */
  static Detector of(ScoringModel model) {
    return readings -> {
      WindowInput input = model.card().windowInput();
      int channels = input.channels().size();
      double[] scores = new double[readings.size()];
      ByteBuffer buffer = model.buffer(1);
      float[] window = new float[input.size()];
      for (int last = input.length() - 1; last < scores.length; last++) {
        for (int t = 0; t < input.length(); t++) {
          double[] reading = readings.get(last - input.length() + 1 + t);
          for (int c = 0; c < channels; c++) {
            window[c * input.length() + t] = (float) reading[c];
          }
        }
        buffer.clear();
        buffer.put(WindowInput.tensor(window));
        Inference outputs = model.infer(buffer, 1, EnumSet.of(Output.SCORE));
        scores[last] = outputs.score(0);
      }
      return scores;
    };
  }

  /**
   * A random cut forest, which goes on learning.
   *
   * @param history what it has seen before each series
   */
  static Detector ofForest(List<double[]> history, long seed) {
    return readings -> {
      RandomCutForest forest = Forest.of(history.get(0).length, seed);
      history.forEach(reading -> forest.update(floats(reading)));
      double[] scores = new double[readings.size()];
      for (int i = 0; i < scores.length; i++) {
        float[] reading = floats(readings.get(i));
        scores[i] = forest.getAnomalyScore(reading);
        forest.update(reading);
      }
      return scores;
    };
  }

  private static float[] floats(double[] reading) {
    float[] floats = new float[reading.length];
    for (int c = 0; c < floats.length; c++) {
      floats[c] = (float) reading[c];
    }
    return floats;
  }
}
