package io.hourglass.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.broker.EmbeddedKafka;
import io.hourglass.cli.UserException;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.AnomalyAlert;
import io.hourglass.streams.StreamsApp;
import io.hourglass.streams.config.AppConfig;
import io.hourglass.trainer.ProgressLine;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.report.SeriesReport;
import io.hourglass.trainer.series.SeriesEvaluation;
import io.hourglass.trainer.series.SeriesFiles;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The whole path for sensors: generate the history of a pump, train, start broker and application,
 * stream readings of pumps with known faults, show which were found.
 */
final class SensorDemo {
  /** Kafka's usual port: where it is free, commands need no address. */
  private static final int KAFKA_PORT = 9092;

  private static final int PARTITIONS = 4;
  private static final int HISTORY = 40_000;
  private static final int READINGS = 6_000;
  private static final int WINDOW = 64;
  private static final int STRIDE = 4;
  private static final int LATENT = 12;
  private static final int FALSE_ALARMS_PER_DAY = 1;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Demo.Options options;
  private final PrintStream out;

  SensorDemo(Demo.Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    Path folder =
        options.folder() == null
            ? Files.createTempDirectory("hourglass-demo")
            : Files.createDirectories(options.folder());
    step("History: %,d readings of a healthy pump, one a second, generated", HISTORY);
    Path history = folder.resolve("history.csv");
    Files.writeString(history, csv(new Pump(null, options.seed()), HISTORY));
    Path model = train(history, folder.resolve("model.onnx"));

    step("Starting a Kafka broker (data in %s) and the application", folder.resolve("kafka"));
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(folder.resolve("kafka"), EmbeddedKafka.freePort(KAFKA_PORT));
        StreamsApp app = start(kafka, config(model, folder, kafka))) {
      Map<String, Pump> pumps = pumps();
      List<ProducerRecord<byte[], byte[]>> readings = readings(pumps);
      step(
          "Streaming %,d readings of %d pumps, %d of them with a fault from time to time",
          readings.size(), pumps.size(), Fault.values().length);
      AlertLines lines = new AlertLines(out);
      SensorClient client =
          new SensorClient(kafka.bootstrapServers(), config(model, folder, kafka).topics());
      SensorClient.Result result = client.run(readings, expectedWindows(pumps.size()), lines::show);
      lines.end();
      Path page = folder.resolve("sensors.html");
      writePage(model, folder, page);
      summarise(result, pumps);
      step("Scores and channels, pump by pump: %s", page.toUri());
      closingLine(readings.size(), result, pumps);
      if (!options.exit()) {
        explain(kafka);
        app.join();
      }
    }
  }

  private Path train(Path history, Path file) {
    step("Training on it: windows of %d readings, principal components", WINDOW);
    ProgressLine progress = ProgressLine.onStandardError();
    new Trainer(
            new TrainOptions(
                new SeriesOptions(history, Pump.CHANNELS, null, List.of(), WINDOW, STRIDE),
                ModelOptions.of(Family.PCA, LATENT),
                new FitOptions(
                    1,
                    TrainOptions.DEFAULT_BATCH,
                    TrainOptions.DEFAULT_LEARNING_RATE,
                    1,
                    options.seed()),
                TrainOptions.DEFAULT_WORST_PERCENT,
                TrainOptions.DEFAULT_FALSE_ALARM_RATE,
                "pump",
                file),
            progress)
        .run();
    progress.endLine();
    return file;
  }

  private static AppConfig config(Path model, Path folder, EmbeddedKafka kafka) {
    return AppConfig.of(
        Map.of(
            "model", model.toString(),
            "kafka.bootstrap.servers", kafka.bootstrapServers(),
            "topics.input", "readings",
            "alert.false-alarms-per-day", String.valueOf(FALSE_ALARMS_PER_DAY),
            "kafka.state.dir", folder.resolve("state").toString()));
  }

  private static StreamsApp start(EmbeddedKafka kafka, AppConfig config)
      throws InterruptedException {
    kafka.createTopics(PARTITIONS, config.topics().all().toArray(String[]::new));
    StreamsApp app = StreamsApp.start(config);
    if (!app.awaitRunning(Duration.ofSeconds(60))) {
      app.close();
      throw new UserException("the application did not start within a minute");
    }
    return app;
  }

  /** One healthy pump, and one for each fault. */
  private Map<String, Pump> pumps() {
    Map<String, Pump> pumps = new LinkedHashMap<>();
    pumps.put("pump-healthy", new Pump(null, options.seed() + 1));
    for (Fault fault : Fault.values()) {
      pumps.put(name(fault), new Pump(fault, options.seed() + 1 + pumps.size()));
    }
    return pumps;
  }

  private static String name(Fault fault) {
    return "pump-" + fault.name().toLowerCase(Locale.ROOT);
  }

  private static List<ProducerRecord<byte[], byte[]>> readings(Map<String, Pump> pumps) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int t = 0; t < READINGS; t++) {
      long time = START.plusSeconds(t).toEpochMilli();
      for (Map.Entry<String, Pump> pump : pumps.entrySet()) {
        records.add(
            new ProducerRecord<>(
                "readings",
                null,
                time,
                pump.getKey().getBytes(UTF_8),
                json(pump.getKey(), time, pump.getValue().next()).getBytes(UTF_8)));
      }
    }
    return records;
  }

  private static String json(String source, long time, double[] values) {
    StringBuilder json = new StringBuilder("{\"source\":\"" + source + "\",\"ts\":" + time);
    for (int c = 0; c < values.length; c++) {
      json.append(String.format(Locale.ROOT, ",\"%s\":%.4f", Pump.CHANNELS.get(c), values[c]));
    }
    return json.append('}').toString();
  }

  private static String csv(Pump pump, int readings) {
    StringBuilder csv = new StringBuilder("ts," + String.join(",", Pump.CHANNELS) + ",anomaly\n");
    for (int t = 0; t < readings; t++) {
      csv.append(START.plusSeconds(t).toEpochMilli());
      for (double value : pump.next()) {
        csv.append(String.format(Locale.ROOT, ",%.4f", value));
      }
      csv.append(pump.isFaulty(t) ? ",1\n" : ",0\n");
    }
    return csv.toString();
  }

  private static int expectedWindows(int pumps) {
    return pumps * ((READINGS - WINDOW) / STRIDE + 1);
  }

  /** The same readings once more, scored at each of them. */
  private void writePage(Path model, Path folder, Path page) throws IOException {
    Path series = Files.createDirectories(folder.resolve("readings"));
    for (Map.Entry<String, Pump> pump : pumps().entrySet()) {
      Files.writeString(series.resolve(pump.getKey() + ".csv"), csv(pump.getValue(), READINGS));
    }
    try (ScoringModel scoring = ScoringModel.open(model, 1)) {
      double windowsPerDay = 86_400.0 / STRIDE * (Fault.values().length + 1);
      SeriesReport.of(
              scoring.card(),
              SeriesEvaluation.of(
                  scoring,
                  SeriesFiles.read(
                      new SeriesOptions(series, Pump.CHANNELS, null, List.of(), WINDOW, STRIDE)),
                  FALSE_ALARMS_PER_DAY / windowsPerDay))
          .write(page);
    }
  }

  private void summarise(SensorClient.Result result, Map<String, Pump> pumps) {
    for (Fault fault : Fault.values()) {
      FaultsFound found = found(fault, result.alerts(), pumps);
      step(
          "  %-12s %d of %d found, first alert %s after its start; worst channel: %s",
          fault.name().toLowerCase(Locale.ROOT),
          found.found(),
          found.faults(),
          found.found() == 0 ? "-" : found.medianDelay().toSeconds() + " s",
          found.worstChannel());
    }
  }

  private void closingLine(int readings, SensorClient.Result result, Map<String, Pump> pumps) {
    int found = 0;
    int faults = 0;
    for (Fault fault : Fault.values()) {
      FaultsFound one = found(fault, result.alerts(), pumps);
      found += one.found();
      faults += one.faults();
    }
    out.printf(
        Locale.ROOT,
        "demo: %d readings, %d windows, %d alerts, %d dead letters, %d of %d faults found,"
            + " %d false alarms in %.1f pump days (asked for: %d a day), %.0f readings/s%n",
        readings,
        result.windows(),
        result.alerts().size(),
        result.deadLetters(),
        found,
        faults,
        FaultsFound.falseAlarms(result.alerts(), pumps, START),
        pumps.size() * READINGS / 86_400.0,
        FALSE_ALARMS_PER_DAY,
        readings / result.seconds());
  }

  private static FaultsFound found(
      Fault fault, List<AnomalyAlert> alerts, Map<String, Pump> pumps) {
    return FaultsFound.of(name(fault), alerts, pumps, READINGS, START);
  }

  private void explain(EmbeddedKafka kafka) {
    String bootstrap =
        kafka.bootstrapServers().endsWith(":" + KAFKA_PORT)
            ? ""
            : " --bootstrap " + kafka.bootstrapServers();
    out.printf(
        """

        It keeps running; Ctrl-C ends it. In another terminal:
          ./hourglass watch%s   alerts as they come
        """,
        bootstrap);
  }

  private void step(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
