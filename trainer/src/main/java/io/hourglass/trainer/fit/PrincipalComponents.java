package io.hourglass.trainer.fit;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Loss;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Principal component analysis: the linear encoder and decoder with the least squared error, from
 * the eigenvectors of the training images' covariance in double precision. There is nothing random.
 */
public final class PrincipalComponents {
  /** The largest matrix whose eigenvectors are sought; its work grows with the cube of this. */
  private static final int MAX_SIDE = 8192;

  private static final int BATCH = 1000;

  private PrincipalComponents() {}

  /**
   * Fits.
   *
   * @param architecture of {@link io.hourglass.trainer.model.Family#PCA}
   * @throws UserException if there are fewer images than components, or both the images and their
   *     samples are too many
   */
  public static Fit fit(Architecture architecture, Dataset train, Dataset validation) {
    int latent = architecture.latent().get(0);
    if (latent >= train.size()) {
      throw new UserException(
          "latent is %d, but there are only %d images to fit, which have %d principal components"
              .formatted(latent, train.size(), train.size() - 1));
    }
    int samples = train.input().size();
    if (Math.min(samples, train.size()) > MAX_SIDE) {
      throw new UserException(
          "pca takes images of at most %d samples, or at most %d images; here are %d images of %d;"
                  .formatted(MAX_SIDE, MAX_SIDE, train.size(), samples)
              + " choose a smaller size, or grey images");
    }
    Torch.setUpFor(architecture);
    Weights weights = Torch.withoutGradients(() -> weights(architecture, train, latent));
    return new Fit(weights, 1, 1, loss(architecture, weights, validation));
  }

  private static Weights weights(Architecture architecture, Dataset train, int latent) {
    Tensor mean = mean(train);
    Tensor axes =
        train.size() < train.input().size()
            ? ofFewImages(train, mean, latent)
            : ofFewSamples(train, mean, latent);
    Layer.Dense encoder = dense(architecture.encoder());
    Layer.Dense decoder = dense(architecture.decoder());
    Map<String, Weight> weights = new LinkedHashMap<>();
    weights.put(encoder.weight(), weight(axes.t()));
    weights.put(encoder.bias(), weight(torch.matmul(mean, axes).neg()));
    weights.put(decoder.weight(), weight(axes));
    weights.put(decoder.bias(), weight(mean));
    return new Weights(weights);
  }

  private static Tensor mean(Dataset train) {
    Tensor sum = torch.zeros(train.input().size()).to(ScalarType.Double);
    for (int from = 0; from < train.size(); from += BATCH) {
      int first = from;
      Torch.scoped(() -> sum.add_(rows(train, first).sum(0)));
    }
    return sum.div(new Scalar((double) train.size()));
  }

  /** Eigenvectors of the covariance {@code [samples, samples]}. */
  private static Tensor ofFewSamples(Dataset train, Tensor mean, int latent) {
    int samples = train.input().size();
    Tensor covariance = torch.zeros(samples, samples).to(ScalarType.Double);
    for (int from = 0; from < train.size(); from += BATCH) {
      int first = from;
      Torch.scoped(
          () -> {
            Tensor rows = rows(train, first).sub(mean);
            return covariance.addmm_(rows.t(), rows);
          });
    }
    return last(torch.linalg_eigh(covariance), latent);
  }

  /** The same, from the products of all images with each other {@code [images, images]}. */
  private static Tensor ofFewImages(Dataset train, Tensor mean, int latent) {
    Tensor rows = Batch.of(train, 0, train.size()).to(ScalarType.Double).flatten(1, 3).sub(mean);
    Tensor vectors = last(torch.linalg_eigh(torch.matmul(rows, rows.t())), latent);
    Tensor axes = torch.matmul(rows.t(), vectors);
    return axes.div(axes.square().sum(0).sqrt().clamp_min(new Scalar(1e-12)));
  }

  /**
   * The vectors of the largest eigenvalues, the largest first; each one's largest entry is
   * positive.
   */
  private static Tensor last(T_TensorTensor_T ascending, int count) {
    Tensor vectors = ascending.get1();
    long size = vectors.size(1);
    Tensor chosen = vectors.narrow(1, size - count, count).flip(1);
    Tensor largest =
        chosen.gather(0, chosen.abs().argmax(new org.bytedeco.pytorch.LongOptional(0), true));
    return chosen.mul(largest.sign());
  }

  private static Tensor rows(Dataset images, int from) {
    return Batch.of(images, from, Math.min(BATCH, images.size() - from))
        .flatten(1, 3)
        .to(ScalarType.Double);
  }

  private static Layer.Dense dense(Iterable<Layer> layers) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Dense dense) {
        return dense;
      }
    }
    throw new IllegalArgumentException("there is no dense layer");
  }

  private static Weight weight(Tensor tensor) {
    return new Weight(tensor.shape(), TorchNetwork.floats(tensor.to(ScalarType.Float)));
  }

  private static double loss(Architecture architecture, Weights weights, Dataset images) {
    try (TorchNetwork network = new TorchNetwork(architecture, weights)) {
      double sum = 0;
      for (int from = 0; from < images.size(); from += BATCH) {
        int first = from;
        int count = Math.min(BATCH, images.size() - first);
        sum +=
            count
                * Torch.withoutGradients(
                    () -> {
                      Tensor batch = Batch.of(images, first, count);
                      Tensor restored = network.decode(network.encode(batch));
                      return Errors.loss(Loss.MSE, restored, batch).item_double();
                    });
      }
      return sum / images.size();
    }
  }
}
