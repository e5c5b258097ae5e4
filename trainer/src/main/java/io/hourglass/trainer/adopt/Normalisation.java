package io.hourglass.trainer.adopt;

import static io.hourglass.trainer.export.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.hourglass.cli.UserException;
import io.hourglass.model.ImageInput;
import io.hourglass.model.Output;
import io.hourglass.trainer.export.GraphBuilder;
import io.hourglass.trainer.model.Weight;
import java.util.List;

/**
 * What samples of images become before a foreign model takes them.
 *
 * @param raw whether it takes samples from 0 to 255, not to 1
 * @param mean subtracted from each channel afterwards; empty: nothing is
 * @param deviation by which each channel is divided then; empty: by nothing
 */
public record Normalisation(boolean raw, List<Double> mean, List<Double> deviation) {
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (deviation.stream().anyMatch(by -> !(by > 0))) {
      throw new UserException("std has " + deviation + "; allowed is more than 0 each");
    }
  }

  /**
   * Makes sure that it goes with images of so many channels.
   *
   * @throws UserException if it does not
   */
  void require(int channels) {
    for (List<Double> values : List.of(mean, deviation)) {
      if (!values.isEmpty() && values.size() != channels) {
        throw new UserException(
            "mean and std have %s, but images have %d channels".formatted(values, channels));
      }
    }
  }

  /**
   * Declares the graph's input, unsigned 8-bit samples, and makes of it what the model takes; and
   * the contract's reconstruction, which is the image itself, without error.
   *
   * @param target the value's name
   */
  void nodes(GraphBuilder graph, ImageInput input, String target) {
    List<Integer> shape = List.of(input.channels(), input.height(), input.width());
    graph.input(input.tensorName(), TensorProto.DataType.UINT8, shape);
    String samples =
        graph.node(
            "samples",
            "Cast",
            List.of(input.tensorName()),
            attribute("to", TensorProto.DataType.FLOAT.getNumber()));
    graph.node(Output.RECONSTRUCTION.tensorName(), "Identity", List.of(samples));
    float[] factor = new float[input.channels()];
    float[] shift = new float[input.channels()];
    for (int c = 0; c < factor.length; c++) {
      double by = deviation.isEmpty() ? 1 : deviation.get(c);
      factor[c] = (float) ((raw ? 1 : 1 / 255.0) / by);
      shift[c] = mean.isEmpty() ? 0 : (float) (mean.get(c) / by);
    }
    long[] byChannel = {1, factor.length, 1, 1};
    String multiplied =
        graph.node(
            "multiplied",
            "Mul",
            List.of(samples, graph.weight("factor", new Weight(byChannel, factor))));
    graph.node(
        target, "Sub", List.of(multiplied, graph.weight("shift", new Weight(byChannel, shift))));
  }

  /** As in options. */
  @Override
  public String toString() {
    return "%s, mean %s, std %s".formatted(raw ? "0 to 255" : "0 to 1", mean, deviation);
  }
}
