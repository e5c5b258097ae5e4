package io.hourglass.trainer.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.Calibration;
import io.hourglass.model.GoldenSample;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelException;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.calibrate.Calibrator;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.onnx.GraphSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * A model file whose graph was made from another ONNX file: what it computes is calibrated, and
 * written with golden samples, by ONNX Runtime alone.
 */
public final class DerivedModel {
  /** Of a draft, until it is calibrated. */
  public static final Calibration UNCALIBRATED =
      new Calibration(2, List.of(0.0, 1.0), new Calibration.Tail(0.5, 0, 1), 0);

  private static final int BATCH = 64;

  private DerivedModel() {}

  /**
   * Calibrates the graph, writes the file, opens it with its golden samples, and only then gives it
   * its final name.
   *
   * @param target the file's final name; an existing file is replaced in one step
   * @param graph of the contract's input and outputs
   * @param draft everything of the card but version and calibration
   * @param normal held-out normal images
   * @return the card as written
   * @throws UserException if the file cannot be written
   * @throws ModelException if the graph does not give the same twice, or scores that are no numbers
   */
  public static ModelCard publish(Path target, ModelProto graph, ModelCard draft, Dataset normal) {
    Calibration calibration;
    List<GoldenSample> golden = new ArrayList<>();
    try (GraphSession session = new GraphSession(graph, draft.input())) {
      calibration = calibrate(session, normal);
      for (Sample image : normal.samples().subList(0, Exporter.GOLDEN_SAMPLES)) {
        Inference outputs = session.infer(List.of(image), EnumSet.allOf(Output.class));
        golden.add(GoldenSample.of(image.pixels(), outputs, 0));
      }
    }
    ModelCard card =
        new ModelCard(
            ModelCard.CONTRACT,
            draft.name(),
            Exporter.version(graph.getGraph(), draft.input(), draft.score(), calibration),
            draft.family(),
            draft.input(),
            draft.latentShape(),
            draft.score(),
            draft.falseAlarmRate(),
            calibration,
            draft.training(),
            draft.verification());
    try (ModelFile file = new ModelFile(target)) {
      file.write(graph, card, golden);
      ScoringModel.open(file.draft(), 1).close();
      file.publish();
      return card;
    }
  }

  private static Calibration calibrate(GraphSession session, Dataset normal) {
    Calibrator calibrator = new Calibrator(normal.size(), normal.input().errorMapSize());
    for (int from = 0; from < normal.size(); from += BATCH) {
      List<Sample> batch = normal.samples().subList(from, Math.min(normal.size(), from + BATCH));
      Inference outputs = session.infer(batch, EnumSet.of(Output.SCORE, Output.ERROR_MAP));
      for (int i = 0; i < batch.size(); i++) {
        if (!Float.isFinite(outputs.score(i))) {
          throw new ModelException(
              "the score of %s is %s, which is no number"
                  .formatted(batch.get(i).name(), outputs.score(i)));
        }
      }
      calibrator.add(outputs);
    }
    return calibrator.calibrate();
  }
}
