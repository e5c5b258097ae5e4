package io.hourglass.demo;

import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ScoringModel;
import io.hourglass.streams.StreamsApp;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.trainer.ProgressLine;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole path on one machine: find images, train, start broker and application, stream unseen
 * images through, show what came out.
 */
final class Demo {
  /** Kafka's usual port: where it is free, commands need no address. */
  private static final int KAFKA_PORT = 9092;

  private static final int PARTITIONS = 4;
  private static final int EPOCHS = 12;
  private static final double FALSE_ALARM_RATE = 0.01;

  private final Options options;
  private final PrintStream out;

  /**
   * What the user chooses.
   *
   * @param folder where things go; null: a new temporary folder
   * @param exit whether to end after the summary
   * @param seed of the training and of the stream's order
   */
  record Options(@Nullable Path folder, boolean exit, long seed) {}

  Demo(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    Path folder =
        options.folder() == null
            ? Files.createTempDirectory("hourglass-demo")
            : Files.createDirectories(options.folder());
    DemoData data = findImages(folder);
    Path model = train(data, folder.resolve("model.onnx"));
    DemoStream stream = DemoStream.of(data, options.seed());
    stream.writeSamples(folder.resolve("samples"));

    step("Starting a Kafka broker (data in %s) and the application", folder.resolve("kafka"));
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(folder.resolve("kafka"), EmbeddedKafka.freePort(KAFKA_PORT));
        StreamsApp app = startApplication(kafka, model, folder)) {
      DemoClient client = new DemoClient(kafka.bootstrapServers(), AppConfig.defaults().topics());
      step(
          "Streaming %,d unseen images of “%s”, %,d of other classes and %d broken records",
          stream.images(false),
          data.normalName(),
          stream.images(true),
          stream.records().size() - stream.images(false) - stream.images(true));
      AlertLines lines = new AlertLines(out);
      DemoResult result = client.run(stream, lines::show);
      lines.end();
      requireAllThere(result);
      Path page = writePage(data, result, model, folder.resolve("alerts.html"));
      summarise(result, page, app.card());
      if (!options.exit()) {
        explain(kafka, folder.resolve("samples"));
        app.join();
      }
    }
  }

  private DemoData findImages(Path folder) throws IOException {
    Optional<Path> fashion = new FashionMnist(line -> out.println("  " + line)).find();
    if (fashion.isPresent()) {
      step("Images: Fashion-MNIST, from %s", fashion.get());
      return DemoData.in(fashion.get(), "Fashion-MNIST, test images", "9", "ankle boot");
    }
    Path rendered = folder.resolve("images");
    step("Images: Fashion-MNIST cannot be had here, so washers are rendered into %s", rendered);
    new RenderedImages(options.seed()).write(rendered);
    return DemoData.in(rendered, "Rendered washers", "0", "good washer");
  }

  private Path train(DemoData data, Path file) {
    step("Training a convolutional autoencoder on “%s” alone", data.normalName());
    var images =
        new DataOptions(data.trainImages(), Set.of(data.normalLabel()), null, 1, Resize.STRETCH);
    ProgressLine progress = ProgressLine.onStandardError();
    new Trainer(
            new TrainOptions(
                images,
                ModelOptions.of(Family.CONV, TrainOptions.DEFAULT_LATENT),
                new FitOptions(
                    EPOCHS,
                    TrainOptions.DEFAULT_BATCH,
                    TrainOptions.DEFAULT_LEARNING_RATE,
                    TrainOptions.DEFAULT_PATIENCE,
                    options.seed()),
                TrainOptions.DEFAULT_WORST_PERCENT,
                FALSE_ALARM_RATE,
                "demo",
                file),
            progress)
        .run();
    progress.endLine();
    return file;
  }

  private static StreamsApp startApplication(EmbeddedKafka kafka, Path model, Path folder)
      throws InterruptedException {
    kafka.createTopics(PARTITIONS, AppConfig.defaults().topics().all().toArray(String[]::new));
    StreamsApp app =
        StreamsApp.start(
            AppConfig.of(
                Map.of(
                    "model", model.toString(),
                    "kafka.bootstrap.servers", kafka.bootstrapServers(),
                    "kafka.state.dir", folder.resolve("state").toString())));
    if (!app.awaitRunning(Duration.ofSeconds(60))) {
      app.close();
      throw new UserException("the application did not start within a minute");
    }
    return app;
  }

  private static void requireAllThere(DemoResult result) {
    List<String> wrong = result.discrepancies();
    if (!wrong.isEmpty()) {
      throw new UserException("the counts do not add up: " + String.join("; ", wrong));
    }
  }

  private static Path writePage(DemoData data, DemoResult result, Path model, Path page) {
    try (ScoringModel scoring = ScoringModel.open(model, 1)) {
      DemoPage.of(data, result, scoring).write(page);
    }
    return page;
  }

  private void summarise(DemoResult result, Path page, ModelCard card) {
    step(
        "%.1f %% of the other classes detected, %.1f %% of the normal images raised an alert"
            + " (asked for: %.1f %%)",
        100 * result.detectionRate(), 100 * result.falseAlarmRate(), 100 * card.falseAlarmRate());
    step("The alerts with their pictures: %s", page.toUri());
    out.printf(
        Locale.ROOT,
        "demo: %d records, %d latents, %d alerts, %d dead letters, AUROC %.3f, %.0f records/s%n",
        result.stream().records().size(),
        result.latents().size(),
        result.alerts().size(),
        result.deadLetters().size(),
        result.auroc(),
        result.recordsPerSecond());
  }

  private void explain(EmbeddedKafka kafka, Path samples) {
    String bootstrap =
        kafka.bootstrapServers().endsWith(":" + KAFKA_PORT)
            ? ""
            : " --bootstrap " + kafka.bootstrapServers();
    out.printf(
        """

        It keeps running; Ctrl-C ends it. In another terminal:
          ./hourglass watch%1$s                        alerts as they come
          ./hourglass produce%1$s --topic images FILE  an image of your own (PNG or JPEG), or one from
                                                   %2$s
        """,
        bootstrap, samples);
  }

  private void step(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
