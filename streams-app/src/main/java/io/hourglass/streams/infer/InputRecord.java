package io.hourglass.streams.infer;

import io.hourglass.record.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record of the input topic.
 *
 * @param origin its position and time
 * @param value its bytes; null where it has none
 */
public record InputRecord(SourceRecord origin, byte @Nullable [] value) {}
