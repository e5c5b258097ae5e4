package io.hourglass.trainer.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * All weights of a network.
 *
 * @param byName in the order of the layers
 */
public record Weights(Map<String, Weight> byName) {
  public Weights {
    byName = new LinkedHashMap<>(byName);
  }

  /** Random weights to start from; the seed alone decides them. */
  public static Weights initial(Architecture architecture, long seed) {
    Random random = new Random(seed);
    Map<String, Weight> weights = new LinkedHashMap<>();
    for (Parameter parameter : architecture.parameters()) {
      weights.put(parameter.name(), parameter.initial(random));
    }
    return new Weights(weights);
  }

  /** The weight of that name; it must exist. */
  public Weight get(String name) {
    Weight weight = byName.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("there is no weight " + name);
    }
    return weight;
  }
}
