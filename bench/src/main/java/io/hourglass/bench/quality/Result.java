package io.hourglass.bench.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one training came to.
 *
 * @param protocol by which
 * @param recipe how it was trained
 * @param normal the label of normal images; null: all
 * @param seed of every random choice
 * @param epochs that were made
 * @param squaredError summed over an image, mean over normal test images
 * @param auroc of images; null if there are no anomalies
 * @param pixelAuroc of pixels; null without masks
 * @param seconds of training
 * @param trainedAt when, UTC
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Result(
    String protocol,
    String recipe,
    @Nullable String normal,
    long seed,
    int epochs,
    double squaredError,
    @Nullable Double auroc,
    @Nullable Double pixelAuroc,
    double seconds,
    String trainedAt) {

  boolean isOf(Protocol protocol, Recipe recipe, @Nullable String normal, long seed) {
    return this.protocol.equals(protocol.id())
        && this.recipe.equals(recipe.name())
        && Objects.equals(this.normal, normal)
        && this.seed == seed;
  }
}
