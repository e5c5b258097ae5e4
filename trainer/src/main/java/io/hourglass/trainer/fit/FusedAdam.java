package io.hourglass.trainer.fit;

import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam (Kingma and Ba, 2015) with one pass over the weights a step. libtorch's class for C++ makes
 * a dozen, and the memory they go through is what large dense layers wait for; the fused operator
 * is out of its reach, but not of TorchScript's.
 *
 * <p>Calls are made inside {@link Torch#scoped}. Not thread-safe.
 */
final class FusedAdam implements AutoCloseable {
  private static final String STEP =
      """
      def step(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor], steps: List[Tensor], rate: float) -> int:
          none: List[Tensor] = []
          torch._fused_adam_(weights, gradients, means, squares, none, steps, lr=rate, beta1=0.9, beta2=0.999, weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False)
          return 0
      """;
  private static final String COUNT = "steps";

  private final CompilationUnit unit = torch.compile(STEP);
  private final TensorVector weights;

  /** Running means of the gradients and of their squares, and the number of steps. */
  private final Map<String, Tensor> memory = new LinkedHashMap<>();

  FusedAdam(TensorVector weights) {
    this.weights = weights;
    for (long i = 0; i < weights.size(); i++) {
      memory.put(mean(i), torch.zeros_like(weights.get(i)));
      memory.put(square(i), torch.zeros_like(weights.get(i)));
    }
    memory.put(COUNT, weights.get(0).new_zeros(new long[0]));
    memory.values().forEach(tensor -> tensor.set_requires_grad(false));
  }

  private static String mean(long weight) {
    return "mean" + weight;
  }

  private static String square(long weight) {
    return "square" + weight;
  }

  /** Changes the weights against the gradients of a loss. */
  void step(Tensor loss, double rate) {
    TensorVector gradients = torch.grad(new TensorVector(loss), weights);
    Torch.withoutGradients(
        () -> {
          tensor(COUNT).add_(new Scalar(1f));
          return unit.get_functions()
              .get(0)
              .apply(
                  new IValueVector(
                      list(weights::get),
                      list(gradients::get),
                      list(i -> tensor(mean(i))),
                      list(i -> tensor(square(i))),
                      list(i -> tensor(COUNT)),
                      new IValue(rate)));
        });
  }

  private IValue list(LongFunction<Tensor> of) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    for (long i = 0; i < weights.size(); i++) {
      list.push_back(new IValue(of.apply(i)));
    }
    return new IValue(list);
  }

  private Tensor tensor(String name) {
    Tensor tensor = memory.get(name);
    if (tensor == null) {
      throw new IllegalStateException("there is no " + name);
    }
    return tensor;
  }

  /** A copy of what it keeps of the steps it has made. */
  Weights memory() {
    return Torch.withoutGradients(
        () -> {
          Map<String, Weight> copies = new LinkedHashMap<>();
          memory.forEach(
              (name, tensor) ->
                  copies.put(name, new Weight(tensor.shape(), TorchNetwork.floats(tensor))));
          return new Weights(copies);
        });
  }

  /** Goes on from such a copy. */
  void restore(Weights copy) {
    var unused =
        Torch.withoutGradients(
            () -> {
              memory.forEach(
                  (name, tensor) -> {
                    Weight kept = copy.get(name);
                    tensor.copy_(AbstractTensor.create(kept.values(), kept.shape()));
                  });
              return memory.size();
            });
  }

  @Override
  public void close() {
    memory.values().forEach(Tensor::close);
    memory.clear();
    unit.close();
  }
}
