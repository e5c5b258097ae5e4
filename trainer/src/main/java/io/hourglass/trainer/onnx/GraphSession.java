package io.hourglass.trainer.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.hourglass.model.Inference;
import io.hourglass.model.ModelException;
import io.hourglass.model.ModelInput;
import io.hourglass.model.OrtLibrary;
import io.hourglass.model.Output;
import io.hourglass.trainer.dataset.Sample;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A graph in the making, run by ONNX Runtime on one thread: it takes images {@code [N, C, H, W]},
 * but has no card yet.
 *
 * <p>Not thread-safe.
 */
public final class GraphSession implements AutoCloseable {
  private final OrtSession session;
  private final ModelInput input;

  /**
   * Loads a graph.
   *
   * @param input what it takes
   * @throws ModelException if ONNX Runtime cannot run it
   */
  public GraphSession(ModelProto model, ModelInput input) {
    this.input = input;
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      this.session = OrtLibrary.environment().createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime cannot run the graph: " + e.getMessage(), e);
    }
  }

  /** Runs the graph as a model of the contract. */
  public Inference infer(List<Sample> images, Set<Output> fetch) {
    Map<String, float[]> named = run(images, fetch.stream().map(Output::tensorName).toList());
    Map<Output, float[]> values = new EnumMap<>(Output.class);
    for (Output output : fetch) {
      values.put(output, java.util.Objects.requireNonNull(named.get(output.tensorName())));
    }
    return new Inference(images.size(), values);
  }

  /**
   * Runs the graph.
   *
   * @param outputs names of float tensors
   * @return their values by name, for all images one after the other
   * @throws ModelException if ONNX Runtime fails, or an output is no float tensor
   */
  public Map<String, float[]> run(List<Sample> images, List<String> outputs) {
    return run(
        images,
        outputs,
        result -> {
          Map<String, float[]> values = new LinkedHashMap<>();
          for (String output : outputs) {
            values.put(output, floats(output, (OnnxTensor) result.get(output).orElseThrow()));
          }
          return values;
        });
  }

  /**
   * The shape that an output has for some images.
   *
   * @throws ModelException if ONNX Runtime fails
   */
  public List<Integer> shape(List<Sample> images, String output) {
    return run(
        images,
        List.of(output),
        result ->
            Arrays.stream(((OnnxTensor) result.get(output).orElseThrow()).getInfo().getShape())
                .mapToObj(Math::toIntExact)
                .toList());
  }

  private <T> T run(
      List<Sample> images, List<String> outputs, Function<OrtSession.Result, T> values) {
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Math.multiplyExact(images.size(), input.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    images.forEach(image -> pixels.put(image.pixels()));
    long[] shape = input.shape(images.size());
    OrtEnvironment environment = OrtLibrary.environment();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, pixels.flip(), shape, input.tensorType());
        OrtSession.Result result =
            session.run(Map.of(input.tensorName(), tensor), Set.copyOf(outputs))) {
      return values.apply(result);
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  private static float[] floats(String name, OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    if (buffer == null) {
      throw new ModelException("the output '" + name + "' is no float tensor");
    }
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ModelException("ONNX Runtime could not close the graph: " + e.getMessage(), e);
    }
  }
}
