package io.hourglass.demo;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A pump with five sensors, a reading each second: its load goes up and down, pressure, flow and
 * current follow it, temperature slowly, and vibration grows with it.
 *
 * <p>Not thread-safe.
 */
public final class Pump {
  public static final List<String> CHANNELS =
      List.of("pressure", "flow", "current", "temperature", "vibration");

  /** Readings of one fault. */
  static final int FAULT_LENGTH = 240;

  /** Readings from the start of one fault to that of the next. */
  static final int FAULT_EVERY = 1_000;

  private static final double PERIOD = 60;
  private static final double FAST_PERIOD = 23;

  private final Random random;
  private final @Nullable Fault fault;
  private double phase;
  private double temperature = 50;
  private double[] last = new double[CHANNELS.size()];
  private int moment;

  /**
   * @param fault what goes wrong from time to time; null: nothing
   */
  public Pump(@Nullable Fault fault, long seed) {
    this.fault = fault;
    this.random = new Random(seed);
    this.phase = random.nextDouble() * 2 * Math.PI;
  }

  /** Whether something is wrong at a moment, counted from 0. */
  public boolean isFaulty(int at) {
    return fault != null && at % FAULT_EVERY >= FAULT_EVERY - FAULT_LENGTH;
  }

  /** The next reading, by channel. */
  public double[] next() {
    int into = moment % FAULT_EVERY - (FAULT_EVERY - FAULT_LENGTH);
    Fault now = isFaulty(moment) ? fault : null;
    moment++;
    phase += 2 * Math.PI / (now == Fault.FREQUENCY ? FAST_PERIOD : PERIOD);
    double load = 1 + 0.4 * Math.sin(phase);
    temperature += 0.02 * (48 + 4 * load - temperature) + noise(0.02);
    double[] values = {
      4 * load + noise(0.08),
      30 * load + noise(0.6),
      11 * load * load + noise(0.3),
      temperature + noise(0.05),
      0.8 + 0.5 * load + noise(0.05)
    };
    if (now == Fault.DRIFT) {
      values[3] += 0.03 * into;
    } else if (now == Fault.SPIKE && into % 40 < 3) {
      values[0] += 4;
    } else if (now == Fault.STUCK) {
      values[1] = last[1];
    } else if (now == Fault.CORRELATION) {
      values[1] = 30 * (1 + 0.4 * Math.sin(phase + 2)) + noise(0.6);
    }
    last = values;
    return values;
  }

  private double noise(double deviation) {
    return deviation * random.nextGaussian();
  }
}
