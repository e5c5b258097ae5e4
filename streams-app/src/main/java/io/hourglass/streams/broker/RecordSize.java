package io.hourglass.streams.broker;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** How many bytes a record takes on its way to Kafka: upper bounds, before compression. */
public final class RecordSize {
  /** The most bytes of key and headers that are passed on from an input record. */
  public static final int MAX_KEY_AND_HEADERS = 64 << 10;

  /** What a batch and a record in it take apart from key, headers and value. */
  private static final int OVERHEAD = 128;

  /** Lengths that stand before a header's name and value. */
  private static final int HEADER_OVERHEAD = 10;

  private RecordSize() {}

  /** Bytes of key and headers. */
  public static int keyAndHeaders(byte @Nullable [] key, Headers headers) {
    int size = key == null ? 0 : key.length;
    for (Header header : headers) {
      size += HEADER_OVERHEAD + header.key().getBytes(StandardCharsets.UTF_8).length;
      size += header.value() == null ? 0 : header.value().length;
    }
    return size;
  }

  /** Bytes of a batch that holds one record. */
  public static int of(byte @Nullable [] key, Headers headers, int valueLength) {
    return OVERHEAD + keyAndHeaders(key, headers) + valueLength;
  }
}
