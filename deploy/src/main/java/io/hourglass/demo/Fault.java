package io.hourglass.demo;

/** What can go wrong with a {@link Pump}. */
public enum Fault {
  /** A bearing gets warm: temperature climbs away slowly. */
  DRIFT,
  /** Air in the line: pressure jumps for a few readings. */
  SPIKE,
  /** The flow sensor shows the same value again and again. */
  STUCK,
  /** The load goes up and down faster than it used to. */
  FREQUENCY,
  /** Flow does not follow pressure any more. */
  CORRELATION
}
