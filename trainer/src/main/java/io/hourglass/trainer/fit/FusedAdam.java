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
  private final CompilationUnit unit = torch.compile(STEP);
  private final TensorVector weights;

  /** Running means of the gradients and of their squares, and the number of steps. */
  private final Map<String, Tensor> memory = new LinkedHashMap<>();

  private final Tensor count;
  private final IValue weightList;
  private final IValue means;
  private final IValue squares;
  private final IValue counts;

  FusedAdam(TensorVector weights) {
    this.weights = weights;
    this.count = remembered("steps", weights.get(0).new_zeros(new long[0]));
    this.weightList = list(weights::get);
    this.means = list(i -> remembered("mean" + i, torch.zeros_like(weights.get(i))));
    this.squares = list(i -> remembered("square" + i, torch.zeros_like(weights.get(i))));
    this.counts = list(i -> count);
  }

  private Tensor remembered(String name, Tensor tensor) {
    tensor.set_requires_grad(false);
    memory.put(name, tensor);
    return tensor;
  }

  /** One tensor for each weight. */
  private IValue list(LongFunction<Tensor> of) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    for (long i = 0; i < weights.size(); i++) {
      list.push_back(new IValue(of.apply(i)));
    }
    return new IValue(list);
  }

  /** Changes the weights against the gradients of a loss. */
  void step(Tensor loss, double rate) {
    TensorVector gradients = torch.grad(new TensorVector(loss), weights);
    Torch.withoutGradients(
        () -> {
          count.add_(new Scalar(1f));
          IValueVector arguments =
              new IValueVector(
                  weightList, list(gradients::get), means, squares, counts, new IValue(rate));
          return unit.get_functions().get(0).apply(arguments);
        });
  }

  /** A copy of what it keeps of the steps it has made. */
  Weights memory() {
    return TorchNetwork.copy(memory);
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
    weightList.close();
    means.close();
    squares.close();
    counts.close();
    memory.values().forEach(Tensor::close);
    memory.clear();
    unit.close();
  }
}
