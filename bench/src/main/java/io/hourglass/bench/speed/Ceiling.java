package io.hourglass.bench.speed;

import io.hourglass.model.ScoringModel;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** ONNX Runtime alone, on the same noise again and again. */
final class Ceiling {
  private static final int MAX_BATCH = 256;
  private static final int MAX_BATCH_BYTES = 4 << 20;

  private Ceiling() {}

  /**
   * Starts the threads.
   *
   * @return how many images went through so far
   */
  static AtomicLong start(Task task) {
    ScoringModel model = ScoringModel.open(task.model(), 1);
    AtomicLong scored = new AtomicLong();
    for (int i = 0; i < task.threads(); i++) {
      new Thread(() -> run(model, scored)).start();
    }
    return scored;
  }

  private static void run(ScoringModel model, AtomicLong scored) {
    int batch = Math.max(1, Math.min(MAX_BATCH, MAX_BATCH_BYTES / model.card().input().bytes()));
    ByteBuffer buffer = model.buffer(batch);
    byte[] noise = new byte[buffer.capacity()];
    new Random(1).nextBytes(noise);
    buffer.put(noise);
    while (true) {
      model.infer(buffer, batch, Latents.FETCH);
      scored.addAndGet(batch);
    }
  }
}
