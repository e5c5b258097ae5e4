package io.hourglass.trainer;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.generate.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hourglass generate}. */
@Command(
    name = "generate",
    description = "Makes images of latents, with the decoder of a model file.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {
  private static final int STEPS = 8;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model file.")
  private Path model = Path.of("");

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Draw so many from the prior; for model vae.")
  private int samples;

  @Option(
      names = "--between",
      arity = "2",
      paramLabel = "IMAGE",
      description = "From one image to another, in eight steps.")
  private List<Path> between = List.of();

  @Option(
      names = "--latents",
      paramLabel = "FILE",
      description = "Of these latents: one a line, numbers separated by commas.")
  private @Nullable Path latents;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of the samples.")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "generated.png",
      description = "The picture to write. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("");

  @Option(
      names = "--decoder-out",
      paramLabel = "FILE",
      description = "Also write the decoder as an ONNX file of its own: latent in, image out.")
  private @Nullable Path decoderOut;

  @Override
  public Integer call() throws IOException {
    int asked = (samples > 0 ? 1 : 0) + (between.isEmpty() ? 0 : 1) + (latents == null ? 0 : 1);
    if (asked > 1 || (asked == 0 && decoderOut == null)) {
      throw new UserException("give one of --samples, --between and --latents, or --decoder-out");
    }
    Generator generator = new Generator(model);
    if (decoderOut != null) {
      generator.writeDecoder(decoderOut);
      System.out.println(decoderOut);
    }
    if (asked == 1) {
      List<float[]> chosen =
          latents != null
              ? generator.read(latents)
              : samples > 0
                  ? generator.samples(samples, seed)
                  : generator.between(between.get(0), between.get(1), STEPS);
      Files.write(out, generator.sheet(chosen));
      System.out.println(out);
    }
    return 0;
  }
}
