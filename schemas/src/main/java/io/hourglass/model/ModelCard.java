package io.hourglass.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The description that travels in a model file's metadata under {@link #METADATA_KEY}, as JSON.
 *
 * @param contract version of this contract; see {@link #CONTRACT}
 * @param name what users call the model; goes into every output record
 * @param version hash of graph and weights, 12 hex digits; goes into every output record
 * @param family e.g. {@code conv}, {@code mlp}
 * @param input what it takes: images, or windows of sensor readings
 * @param latentShape shape of one latent without the batch dimension, e.g. {@code [30]}
 * @param score how the graph makes a score of the pixels' errors
 * @param falseAlarmRate the share of normal records that may raise an alert unless the application
 *     is told otherwise, in (0, 1)
 * @param calibration the scores of normal records
 * @param training where the model comes from
 * @param verification how well the file agrees with the training engine
 */
public record ModelCard(
    int contract,
    String name,
    String version,
    String family,
    ModelInput input,
    List<Integer> latentShape,
    ScoreRule score,
    double falseAlarmRate,
    Calibration calibration,
    Training training,
    Verification verification) {
  /** The version of the contract that this code reads and writes. */
  public static final int CONTRACT = 1;

  /** The metadata entry of an ONNX file that holds the card. */
  public static final String METADATA_KEY = "hourglass.card";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public ModelCard {
    latentShape = List.copyOf(latentShape);
    if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
      throw new IllegalArgumentException(
          "falseAlarmRate is " + falseAlarmRate + "; allowed is more than 0, below 1");
    }
  }

  /**
   * The images it takes.
   *
   * @throws ModelException if it takes something else
   */
  public ImageInput imageInput() {
    if (input instanceof ImageInput image) {
      return image;
    }
    throw new ModelException(
        "the model '" + name + "' takes windows of sensor readings, not images");
  }

  /**
   * The windows it takes.
   *
   * @throws ModelException if it takes something else
   */
  public WindowInput windowInput() {
    if (input instanceof WindowInput window) {
      return window;
    }
    throw new ModelException(
        "the model '" + name + "' takes images, not windows of sensor readings");
  }

  /** Components in one latent. */
  public int latentSize() {
    return latentShape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
  }

  /** The card as indented JSON. */
  public String toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model card must always become JSON", e);
    }
  }

  /**
   * Reads a card.
   *
   * @throws ModelException if the text is no card, of another contract, or lacks something
   */
  public static ModelCard fromJson(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      int contract = tree.path("contract").asInt();
      if (contract != CONTRACT) {
        throw new ModelException(
            "the model card follows contract %d; this version of Hourglass reads contract %d"
                .formatted(contract, CONTRACT));
      }
      complete(tree);
      return JSON.treeToValue(tree, ModelCard.class);
    } catch (JsonProcessingException e) {
      throw new ModelException("the model card cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** Adds what files do not say that were written before there was anything to say. */
  private static void complete(JsonNode card) {
    if (card.path("score") instanceof ObjectNode score) {
      score.putIfAbsent("pool", JSON.valueToTree(ScoreRule.Pool.MEAN));
      score.putIfAbsent("smoothing", JSON.valueToTree(1));
      score.putIfAbsent("divergence", JSON.valueToTree(0));
      score.putIfAbsent("relative", JSON.valueToTree(false));
    }
    if (card.path("training") instanceof ObjectNode training) {
      training.putIfAbsent("settings", JSON.createObjectNode());
    }
  }
}
