package io.hourglass.streams.infer;

import io.hourglass.record.DeadLetterReason;
import io.hourglass.streams.decode.Subject;
import io.hourglass.streams.locate.Location;
import org.jspecify.annotations.Nullable;

/** What became of an input record: exactly one of the two. */
public sealed interface Outcome {
  /** The record. */
  InputRecord input();

  /**
   * It was decoded and the model scored it.
   *
   * @param subject what is known about the image or window
   * @param score reconstruction error, finite
   * @param latent the latent, row-major, finite
   * @param location where the error is; null where the score was not high enough to look
   */
  record Scored(
      InputRecord input, Subject subject, float score, float[] latent, @Nullable Location location)
      implements Outcome {

    Scored with(Location found) {
      return new Scored(input, subject, score, latent, found);
    }
  }

  /**
   * It could not be processed.
   *
   * @param reason the kind of failure
   * @param detail what was wrong, in a sentence
   */
  record Rejected(InputRecord input, DeadLetterReason reason, String detail) implements Outcome {}
}
