package io.hourglass.trainer.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.dataset.Split;
import io.hourglass.trainer.export.DerivedModel;
import io.hourglass.trainer.onnx.GraphSession;
import io.hourglass.trainer.onnx.OnnxFile;
import java.time.Duration;
import java.util.List;

/**
 * From a float model file to an integer one: ranges of the activations, graph, comparison with the
 * float model, calibration, file.
 */
public final class Quantizer {
  private static final int RANGE_IMAGES = 2048;
  private static final int MIN_OPSET = 13;
  private static final List<Integer> BATCHES = List.of(1, 64);

  private final QuantizeOptions options;
  private final long turnNanos;

  /**
   * @param turn how long each model runs in each turn of the speed measurement
   */
  public Quantizer(QuantizeOptions options, Duration turn) {
    this.options = options;
    this.turnNanos = turn.toNanos();
  }

  /**
   * What came of it.
   *
   * @param card as written
   * @param layers how many layers compute with integers
   * @param fidelity how true it stays to the float model
   * @param speeds by batch
   */
  public record Result(ModelCard card, int layers, Fidelity fidelity, List<Speed> speeds) {
    public Result {
      speeds = List.copyOf(speeds);
    }
  }

  /**
   * Quantises and writes the file.
   *
   * @throws UserException if the images do not allow it, nothing can be quantised, or the result is
   *     under the limits
   */
  public Result run() {
    ModelCard card;
    try (ScoringModel model = ScoringModel.open(options.model(), 1)) {
      card = model.card();
    }
    ModelProto floats = OnnxFile.read(options.model());
    if (OnnxFile.opset(floats) < MIN_OPSET) {
      throw new UserException(
          "%s uses opset %d; integers for each channel need %d or newer"
              .formatted(options.model(), OnnxFile.opset(floats), MIN_OPSET));
    }
    Layers layers = new Layers(floats.getGraph());
    if (layers.count() == 0) {
      throw new UserException(
          "%s has no layer that computes faster with integers (Gemm or Conv with constant weights between float values)"
              .formatted(options.model()));
    }

    Dataset all = Dataset.read(DataOptions.fitting(options.data(), card.imageInput()));
    Dataset normal = options.normalLabels().isEmpty() ? all : all.labelled(options.normalLabels());
    Dataset anomalous = others(all);
    Split split = Split.of(normal, card.training().seed());
    ModelProto int8 =
        floats.toBuilder()
            .setGraph(
                Int8Graph.of(
                    floats.getGraph(),
                    layers,
                    Activations.ranges(floats, layers.quantised(), first(split.train()))))
            .build();

    try (GraphSession floatModel = new GraphSession(floats, card.input());
        GraphSession int8Model = new GraphSession(int8, card.input())) {
      Dataset heldOut = split.calibration();
      Fidelity fidelity = Fidelity.of(floatModel, int8Model, heldOut, anomalous);
      fidelity.require(options);
      List<Speed> speeds =
          BATCHES.stream()
              .map(batch -> Speed.measure(floatModel, int8Model, heldOut, batch, turnNanos))
              .toList();
      ModelCard written = DerivedModel.publish(options.out(), int8, draft(card, fidelity), heldOut);
      return new Result(written, layers.count(), fidelity, speeds);
    }
  }

  private Dataset others(Dataset all) {
    List<Sample> others =
        options.normalLabels().isEmpty()
            ? List.of()
            : all.samples().stream()
                .filter(image -> !options.normalLabels().contains(String.valueOf(image.label())))
                .toList();
    return all.with(others);
  }

  private static Dataset first(Dataset images) {
    return images.with(images.samples().subList(0, Math.min(RANGE_IMAGES, images.size())));
  }

  private ModelCard draft(ModelCard card, Fidelity fidelity) {
    return new ModelCard(
        card.contract(),
        options.name(),
        card.version(),
        card.family().endsWith("-int8") ? card.family() : card.family() + "-int8",
        card.input(),
        card.latentShape(),
        card.score(),
        card.falseAlarmRate(),
        card.calibration(),
        card.training(),
        fidelity.difference());
  }
}
