package io.hourglass.streams.window;

import org.jspecify.annotations.Nullable;

/** Puts a channel's last value in the place of a missing one, for some readings. */
final class Filler {
  private final int maxHeld;

  Filler(int maxHeld) {
    this.maxHeld = maxHeld;
  }

  /**
   * Fills what is missing.
   *
   * @param values NaN where one is missing; filled in place
   * @param before the reading before; null if there is none
   * @return for how many readings each value has been the last one; null if one is missing for too
   *     long
   */
  byte @Nullable [] fill(float[] values, @Nullable Slot before) {
    byte[] held = new byte[values.length];
    for (int c = 0; c < values.length; c++) {
      if (!Float.isNaN(values[c])) {
        continue;
      }
      if (before == null || before.held()[c] >= maxHeld) {
        return null;
      }
      values[c] = before.values()[c];
      held[c] = (byte) (before.held()[c] + 1);
    }
    return held;
  }

  /**
   * The reading of an empty period: the values of the one before it, as of the record that comes
   * after it.
   *
   * @param before the reading of the period before it
   * @param next the next reading that was measured
   * @return null if no period between them is empty
   */
  static @Nullable Slot after(Slot before, Slot next) {
    long left = next.index() - before.index();
    if (left < 2) {
      return null;
    }
    byte[] held = new byte[before.held().length];
    for (int c = 0; c < held.length; c++) {
      held[c] = (byte) Math.min(Byte.MAX_VALUE, before.held()[c] + 1);
    }
    return new Slot(
        before.index() + 1,
        before.since(),
        before.time() + (next.time() - before.time()) / left,
        next.offset(),
        next.written(),
        before.values(),
        held);
  }

  /** How many values are not the reading's own. */
  static int count(byte[] held) {
    int count = 0;
    for (byte times : held) {
      count += times > 0 ? 1 : 0;
    }
    return count;
  }
}
