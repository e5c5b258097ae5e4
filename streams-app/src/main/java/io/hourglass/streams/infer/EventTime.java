package io.hourglass.streams.infer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own timestamp. Kafka Streams' default stops the application at a negative one, which
 * any client can write; here it counts as 1970.
 */
public final class EventTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return of(record);
  }

  static long of(ConsumerRecord<?, ?> record) {
    return Math.max(0, record.timestamp());
  }
}
