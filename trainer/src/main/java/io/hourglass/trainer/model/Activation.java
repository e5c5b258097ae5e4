package io.hourglass.trainer.model;

/** What hidden units of a fully connected network make of their input. */
public enum Activation {
  /** Rectified linear: {@code max(x, 0)}. */
  RELU,
  /** {@code 1 / (1 + exp(-x))}, as in the deep autoencoder of 2006. */
  LOGISTIC
}
