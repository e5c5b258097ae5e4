package io.hourglass.streams;

import io.hourglass.streams.config.AppConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hourglass run}: runs the application until it is told to stop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Scores the images on a Kafka topic until it is stopped.")
public final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "The configuration, YAML. Environment variables (HOURGLASS_...) go over it.",
        "Default: model.onnx in this folder, Kafka at localhost:9092."
      })
  private @Nullable Path config;

  @Override
  public Integer call() throws InterruptedException {
    AppConfig loaded = AppConfig.load(config, System.getenv());
    try (StreamsApp app = StreamsApp.start(loaded)) {
      app.join();
    }
    return 0;
  }
}
