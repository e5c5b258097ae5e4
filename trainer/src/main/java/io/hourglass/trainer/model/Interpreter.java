package io.hourglass.trainer.model;

/**
 * What can be done with a network, layer by layer: computing it, or writing it down in another
 * notation.
 *
 * @param <V> what stands for the values between two layers
 */
public interface Interpreter<V> {
  V dense(Layer.Dense layer, V input);

  V conv(Layer.Conv layer, V input);

  V convTranspose(Layer.ConvTranspose layer, V input);

  V batchNorm(Layer.BatchNorm layer, V input);

  V relu(Layer.Relu layer, V input);

  V sigmoid(Layer.Sigmoid layer, V input);

  V reshape(Layer.Reshape layer, V input);

  V gru(Layer.Gru layer, V input);

  V repeat(Layer.Repeat layer, V input);

  V position(Layer.Position layer, V input);

  V layerNorm(Layer.LayerNorm layer, V input);

  V attention(Layer.Attention layer, V input);

  V sum(Layer.Sum layer, V input);

  V firstHalf(Layer.FirstHalf layer, V input);

  V keep(Layer.Keep layer, V input);

  V join(Layer.Join layer, V input);

  V noise(Layer.Noise layer, V input);

  V blur(Layer.Blur layer, V input);

  V hide(Layer.Hide layer, V input);

  V reveal(Layer.Reveal layer, V input);

  /** The output of all layers, one after the other. */
  default V run(Iterable<Layer> layers, V input) {
    V value = input;
    for (Layer layer : layers) {
      value = layer.apply(this, value);
    }
    return value;
  }
}
