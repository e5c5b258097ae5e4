package io.hourglass.bench.speed;

import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.UnusableImageException;
import io.hourglass.model.Inference;
import io.hourglass.model.Output;
import io.hourglass.model.ScoringModel;
import io.hourglass.record.ImageEncoding;
import io.hourglass.record.ImageRecord;
import io.hourglass.record.LatentVector;
import io.hourglass.record.RecordCodec;
import io.hourglass.record.RecordFormat;
import io.hourglass.record.RecordFormatException;
import io.hourglass.record.SourceRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What all contenders that are not Hourglass do with records: no more than they must, no dead
 * letters, no alerts.
 *
 * <p>Not thread-safe; each thread has its own.
 */
final class Latents {
  static final Set<Output> FETCH = EnumSet.of(Output.SCORE, Output.LATENT);

  private final ScoringModel model;
  private final ByteBuffer buffer;

  /**
   * @param capacity the most records at a time
   */
  Latents(ScoringModel model, int capacity) {
    this.model = model;
    this.buffer = model.buffer(capacity);
  }

  /** The latent of each record, as written to the output topic, in one call of the model. */
  List<byte[]> of(List<ConsumerRecord<byte[], byte[]>> records) {
    buffer.clear();
    records.forEach(record -> buffer.put(tensor(record.value())));
    Inference outputs = model.infer(buffer, records.size(), FETCH);
    List<byte[]> values = new ArrayList<>(records.size());
    for (int row = 0; row < records.size(); row++) {
      values.add(value(records.get(row), outputs, row));
    }
    return values;
  }

  private byte[] tensor(byte[] value) {
    try {
      ImageRecord image = RecordCodec.decode(value, ImageRecord.class);
      byte[] data = new byte[image.getData().remaining()];
      image.getData().get(data);
      Pixels pixels =
          image.getEncoding() == ImageEncoding.RAW_UINT8
              ? new Pixels(image.getWidth(), image.getHeight(), image.getChannels(), data)
              : ImageCodec.decode(data);
      return model.card().imageInput().tensor(pixels);
    } catch (RecordFormatException | UnusableImageException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] value(ConsumerRecord<byte[], byte[]> record, Inference outputs, int row) {
    List<Float> latent = new ArrayList<>();
    for (float value : outputs.latent(row)) {
      latent.add(value);
    }
    return RecordCodec.encode(
        new LatentVector(
            null,
            null,
            new SourceRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp())),
            model.card().name(),
            model.card().version(),
            model.card().latentShape(),
            latent,
            outputs.score(row),
            model.card().calibration().probability(outputs.score(row)),
            null),
        RecordFormat.AVRO);
  }
}
