package io.hourglass.bench.speed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.SensorReading;
import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.ModelOptions;
import io.hourglass.trainer.series.SeriesOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A thousand sources with eight channels each that swing, a reading of each in turn. */
final class Readings implements Traffic {
  static final int CHANNELS = 8;
  static final int WINDOW = 64;
  private static final int SOURCES = 1_000;
  private static final int HISTORY = 5_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<List<Double>> moments;

  Readings() {
    moments = moments(4);
  }

  private static List<List<Double>> moments(long seed) {
    Random random = new Random(seed);
    List<List<Double>> moments = new ArrayList<>();
    for (int t = 0; t < HISTORY; t++) {
      double at = t;
      moments.add(
          IntStream.range(0, CHANNELS)
              .mapToObj(
                  c ->
                      10 * c
                          + (1 + c) * Math.sin(2 * Math.PI * at / 60 + c)
                          + 0.1 * random.nextGaussian())
              .toList());
    }
    return moments;
  }

  /** Trains on readings of the same kind. */
  static Path train(Path folder, ModelOptions model) {
    String names =
        IntStream.range(0, CHANNELS).mapToObj(c -> "c" + c).collect(Collectors.joining(","));
    String rows =
        moments(5).stream()
            .map(values -> values.stream().map(String::valueOf).collect(Collectors.joining(",")))
            .collect(Collectors.joining("\n"));
    Path history = folder.resolve("history.csv");
    Path file = folder.resolve("model.onnx");
    try {
      Files.writeString(history, names + "\n" + rows + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new Trainer(
            new TrainOptions(
                new SeriesOptions(history, List.of(), null, List.of(), WINDOW, WINDOW),
                model,
                new FitOptions(1, 64, 1e-3, 1, 1),
                100,
                0.01,
                "swings",
                file),
            TrainingListener.SILENT)
        .run();
    return file;
  }

  @Override
  public byte[] record(int number) {
    int source = number % SOURCES;
    int moment = number / SOURCES;
    return RecordCodec.encode(
        SensorReading.newBuilder()
            .setSource(source(number))
            .setMeasuredAt(START.plusSeconds(moment))
            .setValues(moments.get((moment + 7 * source) % HISTORY))
            .build(),
        RecordFormat.AVRO);
  }

  @Override
  public byte[] key(int number) {
    return source(number).getBytes(UTF_8);
  }

  @Override
  public int lane(int number) {
    return number % SOURCES;
  }

  private static String source(int number) {
    return "source-" + number % SOURCES;
  }
}
