package io.hourglass.image;

import io.hourglass.record.DeadLetterReason;

/** An image that cannot become a model's input; the message says why in one sentence. */
public final class UnusableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  /**
   * @param reason the kind of failure
   * @param message what is wrong, with the values found and what is allowed
   */
  public UnusableImageException(DeadLetterReason reason, String message) {
    // No stack trace: hostile input must not be made expensive, and the message says it all.
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The kind of failure. */
  public DeadLetterReason reason() {
    return reason;
  }
}
