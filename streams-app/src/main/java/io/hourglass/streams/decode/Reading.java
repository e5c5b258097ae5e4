package io.hourglass.streams.decode;

/**
 * What a source's sensors gave at one moment.
 *
 * @param source what was measured
 * @param time when, milliseconds since 1970
 * @param values one for each of the model's channels, in their order; NaN where one is missing
 */
public record Reading(String source, long time, float[] values) {}
