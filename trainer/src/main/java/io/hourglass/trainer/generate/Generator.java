package io.hourglass.trainer.generate;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelCard;
import io.hourglass.model.ModelException;
import io.hourglass.model.OrtLibrary;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.trainer.dataset.Sample;
import io.hourglass.trainer.evaluate.Evaluator;
import io.hourglass.trainer.report.Pictures;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes images of latents, with a model file's decoder. */
public final class Generator {
  private static final int COLUMNS = 8;

  private final Path file;
  private final ModelCard card;
  private final ImageInput input;
  private final ModelProto decoder;

  /**
   * Reads a model file.
   *
   * @throws UserException if it has no decoder that the latent suffices for
   * @throws ModelException if it takes no images, or cannot be used
   */
  public Generator(Path file) {
    this.file = file;
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      this.card = model.card();
    }
    this.input = card.imageInput();
    this.decoder = DecoderGraph.of(file, card);
  }

  /**
   * Writes the decoder as a model of its own: input {@code latent}, output {@code reconstruction}
   * {@code [N, C, H, W]} from 0 to 255.
   */
  public void writeDecoder(Path target) throws IOException {
    Files.write(target, decoder.toByteArray());
  }

  /**
   * Latents drawn from the prior.
   *
   * @throws UserException if the model is not variational, so that it has none
   */
  public List<float[]> samples(int count, long seed) {
    if (!card.family().startsWith("vae")) {
      throw new UserException(
          "samples are drawn from the prior of latents, which model vae has, and %s has not"
              .formatted(card.family()));
    }
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              float[] latent = new float[card.latentSize()];
              for (int z = 0; z < latent.length; z++) {
                latent[z] = (float) random.nextGaussian();
              }
              return latent;
            })
        .toList();
  }

  /** Latents on the straight line from one image's to another's, both included. */
  public List<float[]> between(Path first, Path last, int count) {
    try (ScoringModel model = ScoringModel.open(file, 1)) {
      var outputs =
          Evaluator.infer(model, List.of(image(first), image(last)), EnumSet.of(Output.LATENT));
      float[] from = outputs.latent(0);
      float[] to = outputs.latent(1);
      List<float[]> latents = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        float share = count == 1 ? 0 : (float) i / (count - 1);
        float[] latent = new float[from.length];
        for (int z = 0; z < latent.length; z++) {
          latent[z] = from[z] + share * (to[z] - from[z]);
        }
        latents.add(latent);
      }
      return latents;
    }
  }

  private Sample image(Path image) {
    try {
      byte[] pixels = input.tensor(ImageCodec.decode(Files.readAllBytes(image)));
      return new Sample(pixels, null, image.toString());
    } catch (IOException | UnusableImageException e) {
      throw new UserException("cannot read the image %s: %s".formatted(image, e.getMessage()), e);
    }
  }

  /**
   * Latents of a file, one a line, numbers separated by commas.
   *
   * @throws UserException naming the line that is none
   */
  public List<float[]> read(Path latents) throws IOException {
    List<float[]> read = new ArrayList<>();
    for (String line : Files.readAllLines(latents)) {
      try {
        String[] numbers = line.split(",", -1);
        float[] latent = new float[numbers.length];
        for (int z = 0; z < latent.length; z++) {
          latent[z] = Float.parseFloat(numbers[z].trim());
        }
        if (latent.length != card.latentSize()) {
          throw new NumberFormatException(latent.length + " numbers");
        }
        read.add(latent);
      } catch (NumberFormatException e) {
        throw new UserException(
            "line %d of %s has no latent of %d numbers: %s"
                .formatted(read.size() + 1, latents, card.latentSize(), e.getMessage()),
            e);
      }
    }
    return read;
  }

  /** The images of latents, in rows of eight, as a PNG file. */
  public byte[] sheet(List<float[]> latents) {
    int columns = Math.min(COLUMNS, latents.size());
    int rows = (latents.size() + columns - 1) / columns;
    Pixels first = input.image(new byte[input.size()]);
    int width = first.width() + 1;
    int height = first.height() + 1;
    byte[] sheet = new byte[rows * height * columns * width * first.channels()];
    Arrays.fill(sheet, (byte) 255);
    byte[] decoded = Pictures.bytes(decode(latents));
    for (int i = 0; i < latents.size(); i++) {
      byte[] samples = Arrays.copyOfRange(decoded, i * input.size(), (i + 1) * input.size());
      byte[] image = input.image(samples).samples();
      int line = first.width() * first.channels();
      for (int y = 0; y < first.height(); y++) {
        int to =
            ((i / columns * height + y) * columns * width + i % columns * width) * first.channels();
        System.arraycopy(image, y * line, sheet, to, line);
      }
    }
    return ImageCodec.png(new Pixels(columns * width, rows * height, first.channels(), sheet));
  }

  /** Samples {@code [N, C, H, W]} from 0 to 255. */
  float[] decode(List<float[]> latents) {
    FloatBuffer values = FloatBuffer.allocate(latents.size() * card.latentSize());
    latents.forEach(values::put);
    long[] shape = new long[card.latentShape().size() + 1];
    shape[0] = latents.size();
    for (int i = 1; i < shape.length; i++) {
      shape[i] = card.latentShape().get(i - 1);
    }
    var environment = OrtLibrary.environment();
    try (var options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(decoder.toByteArray(), options);
        OnnxTensor tensor = OnnxTensor.createTensor(environment, values.flip(), shape);
        OrtSession.Result result = session.run(Map.of(Output.LATENT.tensorName(), tensor))) {
      FloatBuffer decoded = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] samples = new float[decoded.remaining()];
      decoded.get(samples);
      return samples;
    } catch (OrtException e) {
      throw new ModelException("the decoder of %s fails: %s".formatted(file, e.getMessage()), e);
    }
  }
}
