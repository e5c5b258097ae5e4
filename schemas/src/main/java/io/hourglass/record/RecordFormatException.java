package io.hourglass.record;

import org.jspecify.annotations.NullMarked;

/** Bytes that are no record of Hourglass; the message says why in one sentence. */
@NullMarked
public final class RecordFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With what is wrong, in a sentence. */
  public RecordFormatException(String message) {
    // No stack trace: hostile input must not be made expensive, and the message says it all.
    super(message, null, false, false);
  }
}
