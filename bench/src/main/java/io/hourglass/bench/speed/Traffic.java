package io.hourglass.bench.speed;

import org.jspecify.annotations.Nullable;

/** The records that go in. */
interface Traffic {
  /** The value of the record with a number. */
  byte[] record(int number);

  /** Its key; null: none. */
  default byte @Nullable [] key(int number) {
    return null;
  }

  /** Whose remainder says which partition it goes to. */
  default int lane(int number) {
    return number;
  }
}
