package io.hourglass.trainer.fit;

import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Interpreter;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Mask;
import io.hourglass.trainer.model.Parameter;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * An autoencoder that libtorch computes.
 *
 * <p>Calls must be made inside {@link Torch#scoped}, which frees what they allocate; the network
 * itself is freed by {@link #close}. Not thread-safe.
 */
final class TorchNetwork implements AutoCloseable {
  /** The share of a batch's statistics in batch normalisation's running ones. */
  private static final double MOMENTUM = 0.1;

  private final Architecture architecture;
  private final Device device;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Interpreter<Tensor> forward = new Forward();
  private boolean training;

  /** On the processor. */
  TorchNetwork(Architecture architecture, Weights weights) {
    this(architecture, weights, Torch.processor());
  }

  /**
   * @param device that computes, and where images and latents must be; it is closed with this
   */
  TorchNetwork(Architecture architecture, Weights weights, Device device) {
    Torch.setUpFor(architecture);
    this.architecture = architecture;
    this.device = device;
    for (Parameter parameter : architecture.parameters()) {
      Weight weight = weights.get(parameter.name());
      try (Tensor values = AbstractTensor.create(weight.values(), weight.shape())) {
        Tensor tensor = values.to(device, ScalarType.Float);
        tensor.set_requires_grad(parameter.trainable());
        tensors.put(parameter.name(), tensor);
      }
    }
  }

  Architecture architecture() {
    return architecture;
  }

  /** Whether batch normalisation goes by the batch at hand; otherwise by what it has seen. */
  void training(boolean on) {
    training = on;
  }

  /** What gradient descent changes. */
  TensorVector trainable() {
    return new TensorVector(
        architecture.parameters().stream()
            .filter(Parameter::trainable)
            .map(parameter -> tensor(parameter.name()))
            .toArray(Tensor[]::new));
  }

  /** Images where this network can take them. */
  Tensor placed(Tensor images) {
    return images.to(device, ScalarType.Float);
  }

  /**
   * Images {@code [N, C, H, W]} in [0, 1] to latents; outside training {@link Architecture#passes}
   * times as many, those of the images as they are first.
   */
  Tensor encode(Tensor images) {
    return forward.run(architecture.encoder(), images);
  }

  /** Means and log-variances {@code [N, 2 Z]} of the latents of images. */
  Tensor distribution(Tensor images) {
    return forward.run(architecture.distribution(), images);
  }

  /** Latents to images {@code [N, C, H, W]}. */
  Tensor decode(Tensor latents) {
    return forward.run(architecture.decoder(), latents);
  }

  /** A copy of the weights as they are now. */
  Weights weights() {
    return copy(tensors);
  }

  static Weights copy(Map<String, Tensor> tensors) {
    return Torch.withoutGradients(
        () -> {
          Map<String, Weight> copies = new LinkedHashMap<>();
          tensors.forEach(
              (name, tensor) -> copies.put(name, new Weight(tensor.shape(), floats(tensor))));
          return new Weights(copies);
        });
  }

  static float[] floats(Tensor tensor) {
    Tensor plain = tensor.detach().cpu().contiguous();
    float[] values = new float[Math.toIntExact(plain.numel())];
    plain.data_ptr_float().get(values);
    return values;
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("there is no weight " + name);
    }
    return tensor;
  }

  private TensorOptional optional(String name) {
    return new TensorOptional(tensor(name));
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
    device.close();
  }

  private final class Forward implements Interpreter<Tensor> {
    private final Map<String, Tensor> kept = new HashMap<>();

    @Override
    public Tensor dense(Layer.Dense layer, Tensor input) {
      return torch.linear(input, tensor(layer.weight()), optional(layer.bias()));
    }

    @Override
    public Tensor conv(Layer.Conv layer, Tensor input) {
      return torch.conv2d(
          input,
          tensor(layer.weight()),
          optional(layer.bias()),
          strides(layer.kernel()),
          padding(layer.kernel()),
          both(1),
          1);
    }

    @Override
    public Tensor convTranspose(Layer.ConvTranspose layer, Tensor input) {
      return torch.conv_transpose2d(
          input,
          tensor(layer.weight()),
          optional(layer.bias()),
          strides(layer.kernel()),
          padding(layer.kernel()),
          new long[] {layer.extraHeight(), layer.extraWidth()},
          1,
          both(1));
    }

    @Override
    public Tensor batchNorm(Layer.BatchNorm layer, Tensor input) {
      return torch.batch_norm(
          input,
          optional(layer.weight()),
          optional(layer.bias()),
          optional(layer.mean()),
          optional(layer.variance()),
          training,
          MOMENTUM,
          Layer.BatchNorm.EPSILON,
          false);
    }

    @Override
    public Tensor relu(Layer.Relu layer, Tensor input) {
      return torch.relu(input);
    }

    @Override
    public Tensor sigmoid(Layer.Sigmoid layer, Tensor input) {
      return torch.sigmoid(input);
    }

    @Override
    public Tensor reshape(Layer.Reshape layer, Tensor input) {
      long[] shape = new long[layer.shape().size() + 1];
      shape[0] = input.size(0);
      for (int i = 1; i < shape.length; i++) {
        shape[i] = layer.shape().get(i - 1);
      }
      return input.reshape(shape);
    }

    @Override
    public Tensor gru(Layer.Gru layer, Tensor input) {
      Tensor steps = input.squeeze(2).transpose(1, 2);
      Tensor start = input.new_zeros(1, input.size(0), layer.units());
      var states =
          torch.gru(
              steps,
              start,
              new TensorVector(
                  tensor(layer.weight()),
                  tensor(layer.recurrent()),
                  tensor(layer.bias()),
                  tensor(layer.recurrentBias())),
              true,
              1,
              0,
              training,
              false,
              true);
      return layer.last() ? states.get1().squeeze(0) : states.get0().transpose(1, 2).unsqueeze(2);
    }

    @Override
    public Tensor repeat(Layer.Repeat layer, Tensor input) {
      return input.unsqueeze(2).unsqueeze(3).repeat(1, 1, 1, layer.length());
    }

    @Override
    public Tensor position(Layer.Position layer, Tensor input) {
      return input.add(tensor(layer.weight()));
    }

    @Override
    public Tensor layerNorm(Layer.LayerNorm layer, Tensor input) {
      return torch
          .layer_norm(
              input.permute(0, 2, 3, 1),
              new long[] {layer.units()},
              optional(layer.weight()),
              optional(layer.bias()),
              Layer.LayerNorm.EPSILON,
              false)
          .permute(0, 3, 1, 2);
    }

    @Override
    public Tensor attention(Layer.Attention layer, Tensor input) {
      long each = layer.units() / layer.heads();
      Tensor moments = input.squeeze(2).transpose(1, 2);
      Tensor all =
          torch
              .linear(moments, tensor(layer.weight()), optional(layer.bias()))
              .reshape(input.size(0), layer.length(), 3, layer.heads(), each)
              .permute(2, 0, 3, 1, 4);
      Tensor products =
          torch
              .matmul(all.select(0, 0), all.select(0, 1).transpose(2, 3))
              .mul(new Scalar(layer.scale()));
      Tensor mixed = torch.matmul(torch.softmax(products, 3), all.select(0, 2));
      Tensor joined = mixed.transpose(1, 2).reshape(input.size(0), layer.length(), layer.units());
      return torch
          .linear(joined, tensor(layer.out()), optional(layer.outBias()))
          .transpose(1, 2)
          .unsqueeze(2);
    }

    @Override
    public Tensor sum(Layer.Sum layer, Tensor input) {
      return input.add(Objects.requireNonNull(kept.get(layer.kept())));
    }

    @Override
    public Tensor firstHalf(Layer.FirstHalf layer, Tensor input) {
      return input.narrow(1, 0, layer.size());
    }

    @Override
    public Tensor keep(Layer.Keep layer, Tensor input) {
      kept.put(layer.name(), input);
      return input;
    }

    @Override
    public Tensor join(Layer.Join layer, Tensor input) {
      return torch.cat(new TensorVector(input, Objects.requireNonNull(kept.get(layer.kept()))), 1);
    }

    @Override
    public Tensor noise(Layer.Noise layer, Tensor input) {
      return training ? Corruption.noise(input, layer) : input;
    }

    @Override
    public Tensor blur(Layer.Blur layer, Tensor input) {
      return Errors.average(Errors.average(input, layer.side()), layer.side());
    }

    @Override
    public Tensor hide(Layer.Hide layer, Tensor input) {
      return training
          ? Corruption.hide(input, layer.mask().cell())
          : input
              .unsqueeze(0)
              .mul(mask(layer.mask(), layer.mask().visible()).to(input))
              .flatten(0, 1);
    }

    @Override
    public Tensor reveal(Layer.Reveal layer, Tensor input) {
      return training
          ? input
          : input
              .unflatten(0, Mask.PASSES, -1)
              .mul(mask(layer.mask(), layer.mask().hidden()).to(input))
              .sum(0);
    }

    private Tensor mask(Mask mask, float[] values) {
      return AbstractTensor.create(values, mask.shape());
    }

    private long[] strides(Layer.Kernel kernel) {
      return new long[] {kernel.strideY(), kernel.strideX()};
    }

    private long[] padding(Layer.Kernel kernel) {
      return new long[] {kernel.paddingY(), kernel.paddingX()};
    }

    private long[] both(long value) {
      return new long[] {value, value};
    }
  }
}
