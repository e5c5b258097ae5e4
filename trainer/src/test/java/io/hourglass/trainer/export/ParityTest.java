package io.hourglass.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import io.hourglass.image.Resize;
import io.hourglass.model.Calibration;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.Training;
import io.hourglass.model.Verification;
import io.hourglass.trainer.TestImages;
import io.hourglass.trainer.TestSeries;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Activation;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.Layer;
import io.hourglass.trainer.model.Layer.Kernel;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime computes what libtorch computes, layer by layer and family by family. */
class ParityTest {
  @TempDir Path folder;

  static Stream<Arguments> layers() {
    Layer flat = new Layer.Reshape("flat", List.of(98));
    Layer back = new Layer.Reshape("back", List.of(2, 7, 7));
    Layer up = new Layer.ConvTranspose("up", 4, 2, Kernel.square(4, 2, 1), 1, 1);
    Layer down = new Layer.Conv("down", 2, 4, Kernel.square(4, 2, 1));
    return Stream.of(
        layer(
            "dense",
            List.of(flat, new Layer.Dense("d", 98, 5)),
            List.of(new Layer.Dense("u", 5, 98), back)),
        layer("relu", List.of(down, new Layer.Relu("r")), List.of(up)),
        layer("sigmoid", List.of(down, new Layer.Sigmoid("s")), List.of(up)),
        layer("strided convolution and back, odd sides", List.of(down), List.of(up)),
        layer(
            "convolution without padding",
            List.of(new Layer.Conv("c", 2, 3, Kernel.square(3, 1, 0))),
            List.of(new Layer.ConvTranspose("t", 3, 2, Kernel.square(3, 1, 0), 0, 0))),
        layer("normalised convolution", List.of(down, norm("n", 4)), List.of(up, norm("m", 2))),
        layer(
            "normalised dense",
            List.of(flat, new Layer.Dense("d", 98, 5), norm("n", 5)),
            List.of(new Layer.Dense("u", 5, 98), back)),
        layer(
            "normalisation that follows no linear layer",
            List.of(norm("n", 2), down, new Layer.Relu("r"), norm("m", 4)),
            List.of(up)));
  }

  private static Layer norm(String name, int channels) {
    return new Layer.BatchNorm(name, channels);
  }

  private static Arguments layer(String name, List<Layer> encoder, List<Layer> decoder) {
    List<Integer> latent = List.of(2, 7, 7);
    for (Layer layer : encoder) {
      latent = layer.output(latent);
    }
    return Arguments.argumentSet(
        name, new Architecture(List.of(2, 7, 7), encoder, latent, decoder));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void ofLayers(Architecture architecture) {
    // Two channels are no image, so the input is told as one channel with twice the rows.
    List<Layer> encoder = new java.util.ArrayList<>(architecture.encoder());
    encoder.add(0, new Layer.Reshape("split", List.of(2, 7, 7)));
    List<Layer> decoder = new java.util.ArrayList<>(architecture.decoder());
    decoder.add(new Layer.Reshape("join", List.of(1, 14, 7)));
    Architecture whole =
        new Architecture(List.of(1, 14, 7), encoder, architecture.latent(), decoder);
    ImageInput input = new ImageInput(1, 14, 7, Resize.NONE);
    Dataset images = new Dataset("noise", input, noise(20, input.size()));

    agrees(whole, images, 100);
  }

  private static List<io.hourglass.trainer.dataset.Sample> noise(int count, int size) {
    Random random = new Random(4);
    return Stream.generate(
            () -> {
              byte[] pixels = new byte[size];
              random.nextBytes(pixels);
              return new io.hourglass.trainer.dataset.Sample(pixels, null, "noise");
            })
        .limit(count)
        .toList();
  }

  static Stream<Arguments> families() {
    return Stream.of(Family.values())
        .filter(family -> family != Family.GRU && family != Family.TRANSFORMER)
        .flatMap(
            family ->
                Stream.of(
                    Arguments.argumentSet(family + " grey", family, 1, 28, 100.0),
                    Arguments.argumentSet(family + " colour, odd sides", family, 3, 21, 5.0),
                    Arguments.argumentSet(family + " tiny", family, 1, 5, 1.0)));
  }

  @ParameterizedTest
  @MethodSource("families")
  void ofFamilies(Family family, int channels, int side, double worstPercent) {
    Dataset images = TestImages.discs(40, side, channels, 3);
    ModelOptions options =
        family == Family.MLP
            ? new ModelOptions(family, 6, List.of(40, 20))
            : ModelOptions.of(family, 6);

    agrees(Family.architecture(options, images.input()), images, worstPercent);
  }

  static Stream<Arguments> rules() {
    return Stream.of(PixelError.values())
        .flatMap(
            error ->
                Stream.of(ScoreRule.Pool.values())
                    .flatMap(
                        pool ->
                            Stream.of(1, 5)
                                .map(
                                    smoothing ->
                                        Arguments.of(
                                            new ScoreRule(
                                                error.id(),
                                                10,
                                                pool,
                                                smoothing,
                                                0,
                                                smoothing > 1)))));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ofScoreRules(ScoreRule rule) {
    Dataset images = TestImages.discs(20, 21, 3, 3);
    ModelOptions options = new ModelOptions(Family.MLP, 6, List.of(20));

    agrees(Family.architecture(options, images.input()), images, rule);
  }

  @Test
  void theDivergenceOfAVariationalEncoder() {
    Dataset images = new Dataset("noise", input(1, 12), noise(20, 144));
    Architecture architecture =
        Family.architecture(new ModelOptions(Family.VAE, 3, List.of(8)), images.input());
    agrees(
        architecture,
        images,
        new ScoreRule("squared-error", 100, ScoreRule.Pool.MEAN, 1, 0.01 / 144, true));
  }

  private static ImageInput input(int channels, int side) {
    return new ImageInput(channels, side, side, Resize.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8x7x7", "16x3x3"})
  void featureMapsAsLatents(String shape) {
    Dataset images = TestImages.discs(20, 28, 1, 3);
    ModelOptions options =
        new ModelOptions(Family.CONV, ModelOptions.latent(shape), List.of(), Activation.RELU);
    Architecture architecture = Family.architecture(options, images.input());

    assertThat(architecture.latent()).isEqualTo(ModelOptions.latent(shape));
    agrees(architecture, images, 100);
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"DENOISE", "INPAINT", "DEBLUR"},
      mode = EnumSource.Mode.EXCLUDE)
  void windows(Family family) {
    Dataset windows = TestSeries.windows(40, 32, 3);
    Architecture architecture =
        Family.architecture(new ModelOptions(family, 5, List.of(8)), windows.input());
    agrees(architecture, windows, 100);
    agrees(
        architecture,
        windows,
        new ScoreRule("absolute-error", 10, ScoreRule.Pool.QUANTILE, 3, 0, true));
  }

  private void agrees(Architecture architecture, Dataset images, double worstPercent) {
    agrees(architecture, images, new ScoreRule("squared-error", worstPercent));
  }

  private void agrees(Architecture architecture, Dataset images, ScoreRule rule) {
    Weights weights = random(architecture);
    Exporter exporter = new Exporter(architecture, weights, rule, images);
    try (TorchModel trained = new TorchModel(architecture, weights, rule)) {
      Verification verification =
          exporter
              .publish(folder.resolve("m.onnx"), card(architecture, images, rule), trained, images)
              .verification();

      assertThat(verification.images()).isEqualTo(images.size());
      assertThat(verification.latent()).isLessThan(2e-4);
      assertThat(verification.reconstruction()).isLessThan(0.05);
    }
  }

  /** Random weights, those of batch normalisation too. */
  static Weights random(Architecture architecture) {
    Random random = new Random(9);
    Map<String, Weight> weights = new LinkedHashMap<>(Weights.initial(architecture, 9).byName());
    weights.replaceAll(
        (name, weight) -> {
          float[] values = weight.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] +=
                name.endsWith(".variance")
                    ? random.nextFloat()
                    : 0.2f * (random.nextFloat() - 0.5f);
          }
          return new Weight(weight.shape(), values);
        });
    return new Weights(weights);
  }

  static ModelCard card(Architecture architecture, Dataset images, ScoreRule rule) {
    return new ModelCard(
        ModelCard.CONTRACT,
        "test",
        "0",
        "test",
        images.input(),
        architecture.latent(),
        rule,
        1e-3,
        new Calibration(10, List.of(0.0, 1.0), new Calibration.Tail(0.1, 0, 1), 0.1),
        new Training("", "", 1, 1, 1, 0, 1, 1, 0, "", 0, Map.of(), Map.of()),
        new Verification(0, 0, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void foldsNormalisationWhereverALinearLayerPrecedesIt(Architecture architecture) {
    List<Layer> layers = architecture.encoder();
    long kept =
        ScoringGraph.of(
                architecture,
                random(architecture),
                new ScoreRule("squared-error", 100),
                new ImageInput(3, 7, 7, Resize.NONE),
                Scaling.BYTES)
            .getNodeList()
            .stream()
            .map(NodeProto::getOpType)
            .filter("BatchNormalization"::equals)
            .count();

    boolean first = layers.get(0) instanceof Layer.BatchNorm;
    assertThat(kept).isEqualTo(first ? 2 : 0);
  }
}
