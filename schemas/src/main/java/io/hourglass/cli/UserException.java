package io.hourglass.cli;

/** What stops a command: one sentence for the user, who sees it without a stack trace. */
public final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence that says what is wrong and what is allowed. */
  public UserException(String message) {
    super(message);
  }

  /** One sentence, and what it was made from. */
  public UserException(String message, Throwable cause) {
    super(message, cause);
  }
}
