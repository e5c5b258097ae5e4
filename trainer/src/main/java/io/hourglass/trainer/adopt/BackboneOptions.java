package io.hourglass.trainer.adopt;

import io.hourglass.cli.UserException;
import java.nio.file.Path;
import java.util.List;

/**
 * Whose features to learn.
 *
 * @param model an ONNX file that takes images, float32 {@code [N, C, H, W]}
 * @param layers names of values or nodes of it whose features, {@code [N, F, h, w]}, are put
 *     together, at the size of the first; at least one
 * @param normalisation of the images
 */
public record BackboneOptions(Path model, List<String> layers, Normalisation normalisation) {
  public BackboneOptions {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new UserException("backbone is given without layer, which says whose features to take");
    }
  }
}
