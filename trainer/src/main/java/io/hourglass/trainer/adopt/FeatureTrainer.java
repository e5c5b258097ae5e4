package io.hourglass.trainer.adopt;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.ImageInput;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelException;
import io.hourglass.model.ScoreRule;
import io.hourglass.model.Verification;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.TrainedModel;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.Versions;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.dataset.Dataset;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.dataset.Split;
import io.hourglass.trainer.export.DerivedModel;
import io.hourglass.trainer.fit.Augmentation;
import io.hourglass.trainer.fit.Fit;
import io.hourglass.trainer.fit.Fitter;
import io.hourglass.trainer.fit.PrincipalComponents;
import io.hourglass.trainer.fit.TorchModel;
import io.hourglass.trainer.model.Architecture;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.PixelError;
import io.hourglass.trainer.model.Scaling;
import io.hourglass.trainer.onnx.GraphSession;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * From images and a backbone to a model file that restores the backbone's features, not pixels
 * (deep feature reconstruction; Shi, Yang and Qi, Neurocomputing 2021): at each place of an image
 * the features there are a vector, an autoencoder learns those of normal images, and where it fails
 * to restore them is the error. Backbone and autoencoder become one graph.
 *
 * <p>One training an instance; {@link #stop} may be called from any thread.
 */
public final class FeatureTrainer {
  /** What such models are called in cards. */
  public static final String FAMILY = "features";

  private static final int COMPARED = 8;
  private static final double TOLERANCE = 1e-3;

  private final TrainOptions options;
  private final BackboneOptions backboneOptions;
  private final TrainingListener listener;
  private volatile boolean stopped;

  /**
   * @param options with images as data and {@link Family#PCA} or {@link Family#MLP} as model
   * @throws UserException if the options do not go with features
   */
  public FeatureTrainer(TrainOptions options, BackboneOptions backbone, TrainingListener listener) {
    this.options = options;
    this.backboneOptions = backbone;
    this.listener = listener;
    Family family = options.model().family();
    if (family != Family.PCA && family != Family.MLP) {
      throw new UserException(
          "model is %s; features of a backbone are restored by pca or mlp".formatted(family.id()));
    }
    if (options.score().pixelError().equals(PixelError.SSIM.id())
        || options.fit().loss().weights().containsKey(PixelError.SSIM)) {
      throw new UserException("ssim compares pixels; features of a backbone allow mse and l1");
    }
    if (options.score().relative()) {
      throw new UserException(
          "relative divides by the complexity of pixels, not of a backbone's features");
    }
    if (options.fit().pretrained() || !options.fit().augmentation().equals(Augmentation.NONE)) {
      throw new UserException("pretrain and augment are for images, not for a backbone's features");
    }
  }

  /** Ends the fit early: {@link #run} then goes on with the best weights so far. */
  public void stop() {
    stopped = true;
  }

  /**
   * Trains and writes the model file.
   *
   * @throws UserException if the backbone, the images, the options or the file system do not allow
   *     it
   * @throws ModelException if the file does not compute what was trained
   */
  public TrainedModel run() {
    long start = System.nanoTime();
    if (!(options.data() instanceof DataOptions data)) {
      throw new UserException("a backbone takes images, but the data are readings of sensors");
    }
    Backbone backbone = new Backbone(backboneOptions);
    Split split = backbone.data(data).split(options.fit().seed());
    ImageInput input = split.train().imageInput();
    List<List<Integer>> shapes = backbone.shapes(split.train());
    FeatureGraph graph = new FeatureGraph(backbone, input, shapes);
    describe(split, graph);

    FeatureVectors vectors;
    FeatureVectors heldOut;
    try (GraphSession session = new GraphSession(graph.rows(), input)) {
      vectors = FeatureVectors.of(session, split.train(), graph.features(), options.fit().seed());
      heldOut =
          FeatureVectors.of(session, split.validation(), graph.features(), options.fit().seed());
    }
    Scaling scaling = vectors.scaling();
    Dataset train = vectors.scaled(split.train().source(), scaling);
    Architecture architecture = Family.architecture(options.model(), train.input());
    Fit fit = fit(architecture, train, heldOut.scaled(split.train().source(), scaling));

    Verification verification = verify(graph, architecture, fit, scaling, split.calibration());
    ModelCard draft =
        new ModelCard(
            ModelCard.CONTRACT,
            options.name(),
            "",
            FAMILY,
            input,
            graph.latent(architecture.latent().get(0)),
            options.score(),
            options.falseAlarmRate(),
            DerivedModel.UNCALIBRATED,
            Trainer.training(split, fit, options.fit().seed(), start, Versions.all(), settings()),
            verification);
    return new TrainedModel(
        options.out(),
        DerivedModel.publish(
            options.out(),
            graph.scoring(architecture, fit.weights(), scaling, options.score()),
            draft,
            split.calibration()));
  }

  private void describe(Split split, FeatureGraph graph) {
    List<Integer> latent = graph.latent(1);
    listener.note(
        "%,d images of %dx%d; the backbone makes of each %,d features at %d x %d places%s"
            .formatted(
                split.train().size() + split.validation().size() + split.calibration().size(),
                split.train().imageInput().width(),
                split.train().imageInput().height(),
                graph.features(),
                latent.get(2),
                latent.get(1),
                options.onGpu() ? "; trained on the GPU" : ""));
  }

  private Fit fit(Architecture architecture, Dataset train, Dataset validation) {
    return options.model().family() == Family.PCA
        ? PrincipalComponents.fit(architecture, train, validation)
        : new Fitter(options.fit(), listener::progress, () -> stopped)
            .fit(architecture, train, validation);
  }

  /** Compares the autoencoder in the graph with the training engine's, place by place. */
  private Verification verify(
      FeatureGraph graph, Architecture architecture, Fit fit, Scaling scaling, Dataset heldOut) {
    ScoreRule rule = new ScoreRule(options.score().pixelError(), 100);
    PixelError error = PixelError.of(rule.pixelError());
    List<Sample> few = heldOut.samples().subList(0, Math.min(COMPARED, heldOut.size()));
    ModelProto parts = graph.parts(architecture, fit.weights(), scaling, error);
    try (GraphSession session = new GraphSession(parts, heldOut.input());
        TorchModel trained = new TorchModel(architecture, fit.weights(), rule)) {
      Map<String, float[]> actual =
          session.run(few, List.of(FeatureGraph.SCALED, FeatureGraph.CODES, FeatureGraph.ERRORS));
      float[] scaled = Objects.requireNonNull(actual.get(FeatureGraph.SCALED));
      float[] codes = Objects.requireNonNull(actual.get(FeatureGraph.CODES));
      float[] errors = Objects.requireNonNull(actual.get(FeatureGraph.ERRORS));
      Dataset places = FeatureVectors.ofRows(scaled, graph.features()).unscaled("held out");
      Inference expected = trained.infer(places, 0, places.size());
      double latent = 0;
      double score = 0;
      for (int place = 0; place < places.size(); place++) {
        float[] code = expected.latent(place);
        for (int i = 0; i < code.length; i++) {
          latent = Math.max(latent, Math.abs(code[i] - codes[place * code.length + i]));
        }
        double off = Math.abs(expected.score(place) - errors[place]);
        if (!(off <= TOLERANCE * Math.max(1, expected.score(place)))) {
          throw new ModelException(
              "the graph's error at a place is %s where the trained autoencoder's is %s, so it was not published"
                  .formatted(errors[place], expected.score(place)));
        }
        score = Math.max(score, off);
      }
      return new Verification(few.size(), latent, 0, score);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("backbone", String.valueOf(backboneOptions.model().getFileName()));
    settings.put("layer", String.join(",", backboneOptions.layers()));
    settings.put("normalisation", backboneOptions.normalisation().toString());
    settings.put("model", options.model().family().id());
    settings.put("device", options.onGpu() ? "gpu" : "processor");
    settings.put("loss", options.fit().loss().toString());
    settings.put(
        "widths",
        options.model().widths().stream().map(String::valueOf).collect(Collectors.joining(",")));
    return settings;
  }
}
