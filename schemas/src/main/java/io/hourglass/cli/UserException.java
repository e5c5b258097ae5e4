package io.hourglass.cli;

/** A failure that the user can do something about; the message is the one sentence to show. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The sentence alone. */
  public UserException(String message) {
    super(message);
  }

  /** The sentence, with what caused it for the log. */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
