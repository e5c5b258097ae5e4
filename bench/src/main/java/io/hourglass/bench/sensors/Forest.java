package io.hourglass.bench.sensors;

import com.amazon.randomcutforest.RandomCutForest;

/** Random cut forests (Guha et al., ICML 2016) as OpenSearch's anomaly detection has them. */
public final class Forest {
  private static final int SHINGLE = 8;
  private static final int TREES = 30;
  private static final int POINTS = 256;

  private Forest() {}

  /**
   * One that learns as it goes: thirty trees of 256 points, each of eight readings.
   *
   * @param channels of a reading
   */
  public static RandomCutForest of(int channels, long seed) {
    return RandomCutForest.builder()
        .dimensions(channels * SHINGLE)
        .shingleSize(SHINGLE)
        .internalShinglingEnabled(true)
        .numberOfTrees(TREES)
        .sampleSize(POINTS)
        .parallelExecutionEnabled(false)
        .randomSeed(seed)
        .build();
  }
}
