package io.hourglass.model;

/** A model file that cannot be used; the message names the file and says why in one sentence. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** For a file that says something wrong. */
  public ModelException(String message) {
    super(message);
  }

  /** For a file that ONNX Runtime or the file system refused. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
