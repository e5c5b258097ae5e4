package io.hourglass.demo;

import io.hourglass.trainer.TrainOptions;
import io.hourglass.trainer.Trainer;
import io.hourglass.trainer.TrainingListener;
import io.hourglass.trainer.dataset.DataOptions;
import io.hourglass.trainer.fit.FitOptions;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What the demo leaves in its folder, made of rendered images within seconds. */
public final class DemoSamples {
  private static final long SEED = 1;

  private DemoSamples() {}

  /** Writes {@code model.onnx} and {@code samples}. */
  public static void write(Path folder) throws IOException {
    DemoData data = data(folder);
    train(data, folder.resolve("model.onnx"));
    DemoStream.of(data, SEED).writeSamples(folder.resolve("samples"));
  }

  static DemoData data(Path folder) throws IOException {
    new RenderedImages(SEED).write(folder.resolve("images"));
    return DemoData.in(folder.resolve("images"), "Rendered washers", "0", "good washer");
  }

  static void train(DemoData data, Path model) {
    new Trainer(
            new TrainOptions(
                DataOptions.of(data.trainImages()).withLabels(Set.of(data.normalLabel())),
                new ModelOptions(Family.MLP, 8, List.of(128)),
                new FitOptions(10, 64, 2e-3, 10, SEED),
                5,
                0.01,
                "washers",
                model),
            TrainingListener.SILENT)
        .run();
  }
}
