package io.hourglass.trainer.model;

/**
 * The values of one {@link Parameter}.
 *
 * @param shape dimensions
 * @param values row-major; not to be written to
 */
public record Weight(long[] shape, float[] values) {}
