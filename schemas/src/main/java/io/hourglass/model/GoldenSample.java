package io.hourglass.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * An input with the outputs that every reader of the file must get for it. They travel in the
 * metadata under {@link #METADATA_KEY}, as a JSON array.
 *
 * @param input the bytes of one input (Base64 in JSON): an image's samples {@code [channels,
 *     height, width]}, unsigned 8-bit, or a window's readings {@code [channels, length]},
 *     little-endian float32
 * @param score expected score
 * @param latent expected latent, row-major
 * @param reconstructionMean mean of the expected reconstruction
 * @param errorMapMean mean of the expected error map
 */
public record GoldenSample(
    byte[] input, float score, List<Float> latent, double reconstructionMean, double errorMapMean) {
  /** The metadata entry of an ONNX file that holds the samples. */
  public static final String METADATA_KEY = "hourglass.golden";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public GoldenSample {
    latent = List.copyOf(latent);
  }

  /** The sample that a model's outputs for one image make. */
  public static GoldenSample of(byte[] input, Inference outputs, int index) {
    return new GoldenSample(
        input.clone(),
        outputs.score(index),
        boxed(outputs.latent(index)),
        mean(outputs.reconstruction(index)),
        mean(outputs.errorMap(index)));
  }

  /** The samples as a JSON array. */
  public static String toJson(List<GoldenSample> samples) {
    try {
      return JSON.writeValueAsString(samples);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("golden samples must always become JSON", e);
    }
  }

  /**
   * Reads samples.
   *
   * @throws ModelException if the text is no array of samples
   */
  public static List<GoldenSample> fromJson(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new ModelException("the golden samples cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Compares what a reader got for {@link #input} with what is expected.
   *
   * @param tolerance largest accepted difference, relative to the expected value's size
   * @throws ModelException naming the output that disagrees
   */
  void check(Inference outputs, int index, double tolerance) {
    require("score", score, outputs.score(index), Math.abs(score), tolerance);
    float[] actual = outputs.latent(index);
    double scale = latent.stream().mapToDouble(Math::abs).max().orElse(0);
    for (int i = 0; i < actual.length; i++) {
      require("latent[" + i + "]", latent.get(i), actual[i], scale, tolerance);
    }
    require(
        "mean of reconstruction",
        reconstructionMean,
        mean(outputs.reconstruction(index)),
        Math.abs(reconstructionMean),
        tolerance);
    require(
        "mean of error_map",
        errorMapMean,
        mean(outputs.errorMap(index)),
        Math.abs(errorMapMean),
        tolerance);
  }

  private static void require(
      String output, double expected, double actual, double scale, double tolerance) {
    // Negated, so that a NaN fails too.
    if (!(Math.abs(actual - expected) <= tolerance * scale + 1e-6)) {
      throw new ModelException(
          "%s is %s where %s is expected (tolerance %s)"
              .formatted(output, actual, expected, tolerance));
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static List<Float> boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return List.of(boxed);
  }
}
