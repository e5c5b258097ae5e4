package io.hourglass.streams.decode;

import io.hourglass.record.DeadLetterReason;

/** A record is no usable reading; it becomes a dead letter. */
public final class UnusableReadingException extends Exception {
  private static final long serialVersionUID = 1;

  private final DeadLetterReason reason;

  /**
   * @param reason the kind of failure
   * @param detail what is wrong, in a sentence
   */
  public UnusableReadingException(DeadLetterReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** The kind of failure. */
  public DeadLetterReason reason() {
    return reason;
  }
}
