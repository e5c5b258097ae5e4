package io.hourglass.trainer.export;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.Calibration;
import io.hourglass.model.GoldenSample;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelInput;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.ScoringModel;
import io.hourglass.model.Verification;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Weights;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes a trained autoencoder to a model file, and proves the file before it is published. */
public final class Exporter {
  /** Golden samples in a file. */
  public static final int GOLDEN_SAMPLES = 3;

  private static final int VERSION_DIGITS = 12;

  private final GraphProto graph;

  /**
   * Builds the graph.
   *
   * @param like inputs of the kind, size and scaling that the model takes
   */
  public Exporter(Architecture architecture, Weights weights, ScoreRule rule, Dataset like) {
    this.graph = ScoringGraph.of(architecture, weights, rule, like.input(), like.scaling());
  }

  /**
   * The model's version: a hash of everything that decides what a record's score is and what it
   * means. The same data, options and seed give the same one.
   *
   * @return 12 hex digits
   */
  public String version(ModelInput input, ScoreRule rule, Calibration calibration) {
    return version(graph, input, rule, calibration);
  }

  static String version(
      GraphProto graph, ModelInput input, ScoreRule rule, Calibration calibration) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(graph.toByteArray());
      for (Object part : List.of(input, rule, calibration)) {
        digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Writes the file, opens it with ONNX Runtime, compares it with the training engine, and only
   * then gives it its final name.
   *
   * @param target the file's final name; an existing file is replaced in one step
   * @param card the card; what it says of the verification is replaced
   * @param trained the training engine's model
   * @param heldOut images that the weights were not fitted to
   * @return the card as written
   * @throws UserException if the file cannot be written
   * @throws io.hourglass.model.ModelException if it does not compute what the training engine does
   */
  public ModelCard publish(Path target, ModelCard card, TorchModel trained, Dataset heldOut) {
    List<GoldenSample> golden = golden(trained, heldOut);
    try (ModelFile file = new ModelFile(target)) {
      file.write(graph, card, golden);
      ModelCard verified = with(card, Verifier.verify(file.draft(), trained, heldOut));
      file.write(graph, verified, golden);
      ScoringModel.open(file.draft(), 1).close();
      file.publish();
      return verified;
    }
  }

  private static List<GoldenSample> golden(TorchModel trained, Dataset images) {
    int count = Math.min(GOLDEN_SAMPLES, images.size());
    Inference outputs = trained.infer(images, 0, count);
    List<GoldenSample> golden = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      golden.add(GoldenSample.of(images.samples().get(i).pixels(), outputs, i));
    }
    return golden;
  }

  private static ModelCard with(ModelCard card, Verification verification) {
    return new ModelCard(
        card.contract(),
        card.name(),
        card.version(),
        card.family(),
        card.input(),
        card.latentShape(),
        card.score(),
        card.falseAlarmRate(),
        card.calibration(),
        card.training(),
        verification);
  }
}
