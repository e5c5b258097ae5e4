package io.hourglass.streams.infer;

import io.hourglass.model.ScoringModel;
import io.hourglass.streams.decode.Subject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Images on their way through the model: a direct buffer that is filled and emptied again and
 * again.
 *
 * <p>Not thread-safe; each thread has its own.
 */
final class Batch {
  private final ByteBuffer images;
  private final int imageSize;
  private final List<Row> rows = new ArrayList<>();

  /**
   * One image of the batch.
   *
   * @param index its place among the records that are scored
   * @param subject what is known about it
   */
  record Row(int index, Subject subject) {}

  Batch(ScoringModel model, int capacity) {
    images = model.buffer(capacity);
    imageSize = model.card().input().bytes();
  }

  void clear() {
    rows.clear();
  }

  void add(Row row, byte[] tensor) {
    images.limit(images.capacity()).put(rows.size() * imageSize, tensor);
    rows.add(row);
  }

  boolean isFull() {
    return (rows.size() + 1) * (long) imageSize > images.capacity();
  }

  List<Row> rows() {
    return rows;
  }

  /** The images {@code [rows, C, H, W]}. */
  ByteBuffer images() {
    return images;
  }

  /** The image of one row {@code [1, C, H, W]}; the same memory. */
  ByteBuffer image(int row) {
    return images.limit(images.capacity()).slice(row * imageSize, imageSize);
  }

  /**
   * Moves some rows to the front.
   *
   * @param kept row numbers, ascending
   * @return the images {@code [kept, C, H, W]}; the rows behind them are no longer what they were
   */
  ByteBuffer compact(List<Integer> kept) {
    images.limit(images.capacity());
    for (int i = 0; i < kept.size(); i++) {
      images.put(i * imageSize, images, kept.get(i) * imageSize, imageSize);
    }
    return images;
  }
}
