package io.hourglass.trainer.export;

import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained network without its batch normalisation: a normalisation right after a linear layer is
 * worked into that layer's weights, which computes the same and costs nothing at run time.
 *
 * @param encoder layers from image to latent
 * @param decoder layers from latent to image
 * @param weights theirs
 */
record FoldedBatchNorm(List<Layer> encoder, List<Layer> decoder, Weights weights) {

  static FoldedBatchNorm of(Architecture architecture, Weights trained) {
    Map<String, Weight> weights = new HashMap<>(trained.byName());
    return new FoldedBatchNorm(
        fold(architecture.encoder(), weights),
        fold(architecture.decoder(), weights),
        new Weights(weights));
  }

  private static List<Layer> fold(List<Layer> layers, Map<String, Weight> weights) {
    List<Layer> folded = new ArrayList<>();
    for (Layer layer : layers) {
      Layer previous = folded.isEmpty() ? null : folded.get(folded.size() - 1);
      if (layer instanceof Layer.BatchNorm norm && previous != null && linear(previous)) {
        fold(norm, previous, weights);
      } else {
        folded.add(layer);
      }
    }
    return folded;
  }

  private static boolean linear(Layer layer) {
    return layer instanceof Layer.Dense
        || layer instanceof Layer.Conv
        || layer instanceof Layer.ConvTranspose;
  }

  private static void fold(Layer.BatchNorm norm, Layer layer, Map<String, Weight> weights) {
    float[] gain = values(weights, norm.weight());
    float[] shift = values(weights, norm.bias());
    float[] mean = values(weights, norm.mean());
    float[] variance = values(weights, norm.variance());
    double[] scale = new double[gain.length];
    float[] bias = values(weights, layer.bias()).clone();
    for (int c = 0; c < scale.length; c++) {
      scale[c] = gain[c] / Math.sqrt(variance[c] + Layer.BatchNorm.EPSILON);
      bias[c] = (float) ((bias[c] - mean[c]) * scale[c] + shift[c]);
    }
    Weight weight = get(weights, layer.weight());
    float[] scaled = weight.values().clone();
    // Output channels are axis 0, but axis 1 of a transposed convolution.
    int axis = layer instanceof Layer.ConvTranspose ? 1 : 0;
    int inner = 1;
    for (int i = axis + 1; i < weight.shape().length; i++) {
      inner *= (int) weight.shape()[i];
    }
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (scaled[i] * scale[i / inner % scale.length]);
    }
    weights.put(layer.weight(), new Weight(weight.shape(), scaled));
    weights.put(layer.bias(), new Weight(new long[] {bias.length}, bias));
  }

  private static float[] values(Map<String, Weight> weights, String name) {
    return get(weights, name).values();
  }

  private static Weight get(Map<String, Weight> weights, String name) {
    return new Weights(weights).get(name);
  }
}
