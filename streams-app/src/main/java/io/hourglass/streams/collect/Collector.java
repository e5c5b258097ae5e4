package io.hourglass.streams.collect;

import java.io.Closeable;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Writes records down for the trainer. */
interface Collector extends Closeable {
  /**
   * Takes a record.
   *
   * @return whether it was of use
   */
  boolean take(ConsumerRecord<byte[], byte[]> record) throws IOException;
}
