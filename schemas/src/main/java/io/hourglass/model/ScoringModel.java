package io.hourglass.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model file opened with ONNX Runtime.
 *
 * <p>Opening checks everything that can be checked without data of one's own: that the file has a
 * readable {@link ModelCard}, the named input and outputs, and that its {@link GoldenSample golden
 * samples} come out as they should on this machine.
 *
 * <p>Thread-safe: any number of threads may {@link #infer} at once. {@link #close} must come last,
 * and once.
 */
public final class ScoringModel implements AutoCloseable {
  /**
   * Largest accepted relative difference between a golden sample and what this machine computes.
   */
  public static final double GOLDEN_TOLERANCE = 1e-3;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelCard card;

  private ScoringModel(OrtEnvironment environment, OrtSession session, ModelCard card) {
    this.environment = environment;
    this.session = session;
    this.card = card;
  }

  /**
   * Opens a model file and checks it.
   *
   * @param threads threads that one {@link #infer} may use, at least 1
   * @throws ModelException if the file is missing, is no such model, or disagrees with its own
   *     golden samples
   */
  public static ScoringModel open(Path file, int threads) {
    return open(file, threads, Provider.CPU);
  }

  /**
   * The same with another provider.
   *
   * @throws ModelException also if ONNX Runtime lacks it
   */
  public static ScoringModel open(Path file, int threads, Provider provider) {
    if (!Files.isRegularFile(file)) {
      throw new ModelException("there is no model file " + file);
    }
    return open(
        file,
        (environment, options) -> environment.createSession(file.toString(), options),
        threads,
        provider);
  }

  /**
   * The same for a file that was read already.
   *
   * @param file what to call it
   * @param content its bytes
   */
  public static ScoringModel open(Path file, byte[] content, int threads, Provider provider) {
    return open(
        file,
        (environment, options) -> environment.createSession(content, options),
        threads,
        provider);
  }

  private interface Loader {
    OrtSession load(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  private static ScoringModel open(Path file, Loader loader, int threads, Provider provider) {
    OrtEnvironment environment = OrtLibrary.environment();
    OrtSession session;
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // Spinning workers would take the cores from the threads that feed them.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      if (provider == Provider.CUDA) {
        useCuda(options);
      }
      session = loader.load(environment, options);
    } catch (OrtException e) {
      throw new ModelException(file + " is not a model ONNX Runtime can run: " + e.getMessage(), e);
    }
    try {
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      ModelCard card = ModelCard.fromJson(entry(metadata, ModelCard.METADATA_KEY));
      requireNames(session, card.input());
      ScoringModel model = new ScoringModel(environment, session, card);
      model.check(GoldenSample.fromJson(entry(metadata, GoldenSample.METADATA_KEY)));
      return model;
    } catch (OrtException | RuntimeException e) {
      closeQuietly(session);
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private static void useCuda(OrtSession.SessionOptions options) {
    try {
      options.addCUDA(0);
    } catch (OrtException e) {
      throw new ModelException(
          "infer.provider is cuda, which this ONNX Runtime cannot use (%s); it needs the artifact onnxruntime_gpu in place of onnxruntime, and CUDA's libraries"
              .formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** The version of ONNX Runtime, which is loaded if it was not. */
  public static String runtimeVersion() {
    return OrtLibrary.environment().getVersion();
  }

  private static String entry(Map<String, String> metadata, String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new ModelException(
          "the file has no metadata entry '" + key + "', so it was not written by Hourglass");
    }
    return value;
  }

  private static void requireNames(OrtSession session, ModelInput input) {
    if (!session.getInputNames().equals(Set.of(input.tensorName()))) {
      throw new ModelException(
          "the inputs are %s; expected is '%s'"
              .formatted(session.getInputNames(), input.tensorName()));
    }
    for (Output output : Output.values()) {
      if (!session.getOutputNames().contains(output.tensorName())) {
        throw new ModelException(
            "the output '%s' is missing; there are %s"
                .formatted(output.tensorName(), session.getOutputNames()));
      }
    }
  }

  private void check(List<GoldenSample> samples) {
    if (samples.isEmpty()) {
      throw new ModelException("the file has no golden samples");
    }
    for (int i = 0; i < samples.size(); i++) {
      GoldenSample sample = samples.get(i);
      if (sample.input().length != card.input().bytes()
          || sample.latent().size() != card.latentSize()) {
        throw new ModelException("golden sample " + i + " does not have the size the card states");
      }
      Inference outputs = infer(buffer(1).put(sample.input()), 1, EnumSet.allOf(Output.class));
      try {
        sample.check(outputs, 0, GOLDEN_TOLERANCE);
      } catch (ModelException e) {
        throw new ModelException(
            "golden sample %d disagrees: %s; the file is damaged, or this machine computes wrong"
                .formatted(i, e.getMessage()),
            e);
      }
    }
  }

  /** The model's description. */
  public ModelCard card() {
    return card;
  }

  /** The graph's inputs and outputs by name, with element type and shape. */
  public Map<String, String> describe() throws OrtException {
    Map<String, String> described = new TreeMap<>();
    session.getInputInfo().forEach((name, info) -> described.put("input " + name, text(info)));
    session.getOutputInfo().forEach((name, info) -> described.put("output " + name, text(info)));
    return described;
  }

  private static String text(NodeInfo info) {
    if (!(info.getInfo() instanceof TensorInfo tensor)) {
      return info.getInfo().toString();
    }
    long[] shape = tensor.getShape();
    String[] names = tensor.getDimensionNames();
    List<String> sides = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      sides.add(shape[i] >= 0 ? Long.toString(shape[i]) : names[i].isEmpty() ? "?" : names[i]);
    }
    return "%s [%s]"
        .formatted(tensor.type.toString().toLowerCase(Locale.ROOT), String.join(", ", sides));
  }

  /** A direct buffer that holds {@code inputs} inputs. */
  public ByteBuffer buffer(int inputs) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(inputs, card.input().bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Runs the graph once for a batch.
   *
   * @param inputs a direct buffer with {@code count} inputs from position 0 on: images {@code
   *     [count, C, H, W]} of unsigned 8-bit, or windows {@code [count, C, L]} of little-endian
   *     float32; its position and limit are changed
   * @param count inputs in the batch, at least 1
   * @param fetch what to compute and copy out
   * @throws ModelException if ONNX Runtime fails
   */
  public Inference infer(ByteBuffer inputs, int count, Set<Output> fetch) {
    ModelInput input = card.input();
    inputs.position(0).limit(Math.multiplyExact(count, input.bytes()));
    Set<String> names = new LinkedHashSet<>();
    fetch.forEach(output -> names.add(output.tensorName()));
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, inputs, input.shape(count), input.tensorType());
        OrtSession.Result result = session.run(Map.of(input.tensorName(), tensor), names)) {
      Map<Output, float[]> values = new EnumMap<>(Output.class);
      for (Output output : fetch) {
        values.put(output, floats(result.get(output.tensorName()).orElse(null), output));
      }
      return new Inference(count, values);
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  private static float[] floats(@Nullable OnnxValue value, Output output) {
    if (value instanceof OnnxTensor tensor) {
      FloatBuffer buffer = tensor.getFloatBuffer();
      if (buffer != null) {
        float[] floats = new float[buffer.remaining()];
        buffer.get(floats);
        return floats;
      }
    }
    throw new ModelException("the output '" + output.tensorName() + "' is no float tensor");
  }

  @Override
  public void close() {
    closeQuietly(session);
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime could not close the model: " + e.getMessage(), e);
    }
  }
}
