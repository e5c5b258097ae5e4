package io.hourglass.trainer.adopt;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelException;
import io.hourglass.model.Output;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.Training;
import io.hourglass.model.Verification;
import io.hourglass.trainer.Versions;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.export.DerivedModel;
import io.hourglass.trainer.export.Exporter;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.onnx.GraphSession;
import io.hourglass.trainer.onnx.OnnxFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From a foreign model to a model file: scaling before it, the contract's outputs behind it, one
 * graph; calibrated on normal images.
 */
public final class Adopter {
  /** Family and error of what was imported. */
  public static final String IMPORTED = "imported";

  private static final double TOLERANCE = 1e-3;

  private final Adoption adoption;
  private final GraphBuilder graph = new GraphBuilder("hourglass");

  public Adopter(Adoption adoption) {
    this.adoption = adoption;
  }

  /**
   * Writes the file.
   *
   * @return the card as written
   * @throws UserException if the model or the images do not allow it
   * @throws ModelException if ONNX Runtime cannot run what came out
   */
  public ModelCard run() {
    ModelProto model = OnnxFile.read(adoption.model());
    ForeignGraph foreign = new ForeignGraph(adoption.model().toString(), model);
    ValueInfoProto imageInput = foreign.input(adoption.input());
    ImageInput input = input(imageInput);
    Dataset normal = images(input);
    // Whether other sizes are refused is what the images say.
    input = normal.imageInput();

    adoption.normalisation().nodes(graph, input, ForeignGraph.renamed(imageInput.getName()));
    foreign.nodes().forEach(graph::add);
    foreign.constants().forEach(graph::add);
    String score = foreign.output(adoption.score()).getName();
    graph.node(
        Output.SCORE.tensorName(),
        "Reshape",
        List.of(ForeignGraph.renamed(score), graph.integers("score.shape", -1)));
    List<Integer> latent = latent(foreign);
    map(foreign, input);
    graph.output(Output.LATENT.tensorName(), latent);
    graph.output(Output.SCORE.tensorName(), List.of());
    graph.output(
        Output.RECONSTRUCTION.tensorName(),
        List.of(input.channels(), input.height(), input.width()));
    graph.output(Output.ERROR_MAP.tensorName(), List.of(input.height(), input.width()));

    ModelProto whole = model.toBuilder().setGraph(graph.build()).clearMetadataProps().build();
    requireBatches(whole, normal);
    return DerivedModel.publish(adoption.out(), whole, draft(input, latent, normal), normal);
  }

  private ImageInput input(ValueInfoProto image) {
    List<Integer> shape = ForeignGraph.shape(image);
    int channels = shape.get(1);
    int height = adoption.size() == null ? shape.get(2) : adoption.size().height();
    int width = adoption.size() == null ? shape.get(3) : adoption.size().width();
    if (channels != 1 && channels != 3) {
      throw new UserException(
          "the input '%s' has %d channels; images have 1 or 3"
              .formatted(image.getName(), channels));
    }
    if (height == 0 || width == 0) {
      throw new UserException(
          "the input '%s' takes any size; --size says which one to use".formatted(image.getName()));
    }
    adoption.normalisation().require(channels);
    return new ImageInput(channels, height, width, Resize.STRETCH);
  }

  private Dataset images(ImageInput input) {
    Dataset all =
        Dataset.read(
            new DataOptions(
                adoption.data(),
                adoption.labels(),
                new DataOptions.Size(input.width(), input.height()),
                input.channels(),
                null));
    if (all.size() < Exporter.GOLDEN_SAMPLES) {
      throw new UserException(
          "%s has %d images; at least %d are needed"
              .formatted(adoption.data(), all.size(), Exporter.GOLDEN_SAMPLES));
    }
    return all;
  }

  /** The embedding, or the score where there is none. */
  private List<Integer> latent(ForeignGraph foreign) {
    if (adoption.latent() == null) {
      graph.node(
          Output.LATENT.tensorName(),
          "Reshape",
          List.of(Output.SCORE.tensorName(), graph.integers("latent.shape", -1, 1)));
      return List.of(1);
    }
    ValueInfoProto output = foreign.output(adoption.latent());
    List<Integer> shape = fixed(output, 1, Integer.MAX_VALUE);
    graph.node(
        Output.LATENT.tensorName(), "Identity", List.of(ForeignGraph.renamed(output.getName())));
    return shape;
  }

  /** Where the error is, brought to the images' size; without a map it is nowhere. */
  private void map(ForeignGraph foreign, ImageInput input) {
    if (adoption.map() == null) {
      String zero =
          graph.node(
              "nowhere",
              "Mul",
              List.of(Output.RECONSTRUCTION.tensorName(), graph.scalar("zero", 0)));
      String first =
          graph.node(
              "nowhere.first",
              "Slice",
              List.of(
                  zero,
                  graph.integers("nowhere.from", 0),
                  graph.integers("nowhere.to", 1),
                  graph.integers("nowhere.axis", 1)));
      MapNodes.errorMap(graph, first, input.height(), input.width(), input);
      return;
    }
    ValueInfoProto output = foreign.output(adoption.map());
    List<Integer> shape = fixed(output, 2, 3);
    int height = shape.get(shape.size() - 2);
    int width = shape.get(shape.size() - 1);
    if (shape.size() == 3 && shape.get(0) != 1) {
      throw new UserException(
          "the output '%s' has %d channels; a map has one"
              .formatted(output.getName(), shape.get(0)));
    }
    String map =
        graph.node(
            "map",
            "Reshape",
            List.of(
                ForeignGraph.renamed(output.getName()),
                graph.integers("map.shape", -1, 1, height, width)));
    MapNodes.errorMap(graph, map, height, width, input);
  }

  /** The shape of an output without its batch, none of it free. */
  private static List<Integer> fixed(ValueInfoProto output, int least, int most) {
    List<Integer> shape = ForeignGraph.shape(output);
    List<Integer> rest = shape.isEmpty() ? shape : shape.subList(1, shape.size());
    if (rest.size() < least || rest.size() > most || rest.contains(0)) {
      throw new UserException(
          "the output '%s' has the shape %s, where 0 is free; apart from the batch it must be fixed, of %d%s dimensions"
              .formatted(output.getName(), shape, least, most > 10 ? " or more" : " to " + most));
    }
    return List.copyOf(rest);
  }

  /** Models are often exported for one image at a time, whatever their shapes say. */
  private void requireBatches(ModelProto whole, Dataset images) {
    List<Sample> two = images.samples().subList(0, 2);
    String score = Output.SCORE.tensorName();
    try (GraphSession session = new GraphSession(whole, images.input())) {
      float first = scores(session.run(two.subList(0, 1), List.of(score)))[0];
      float second = scores(session.run(two.subList(1, 2), List.of(score)))[0];
      float[] both;
      try {
        both = scores(session.run(two, List.of(score)));
      } catch (ModelException e) {
        throw new UserException(alone(), e);
      }
      if (both.length != 2 || differs(both[0], first) || differs(both[1], second)) {
        throw new UserException(alone());
      }
    }
  }

  private static float[] scores(Map<String, float[]> values) {
    return values.values().iterator().next();
  }

  private static boolean differs(float one, float other) {
    return !(Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(other)));
  }

  private String alone() {
    return "%s does not give each of two images the score that it gives one; export it with a free batch dimension"
        .formatted(adoption.model());
  }

  private ModelCard draft(ImageInput input, List<Integer> latent, Dataset normal) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("imported", String.valueOf(adoption.model().getFileName()));
    settings.put("score", adoption.score());
    return new ModelCard(
        ModelCard.CONTRACT,
        adoption.name(),
        "",
        IMPORTED,
        input,
        latent,
        new ScoreRule(IMPORTED, 100),
        adoption.falseAlarmRate(),
        DerivedModel.UNCALIBRATED,
        new Training(
            normal.source(),
            normal.digest(),
            0,
            0,
            normal.size(),
            0,
            0,
            0,
            0,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            0,
            Versions.all(),
            settings),
        new Verification(0, 0, 0, 0));
  }
}
