package io.hourglass.trainer.dataset;

import org.jspecify.annotations.Nullable;

/**
 * One image of a data set.
 *
 * @param pixels samples {@code [C, H, W]}, unsigned 8-bit; shared, not to be written to
 * @param label what the data set calls it, or null where the data set has no labels
 * @param name where it lies in the data set: a file's relative path, or its number in an IDX file
 */
public record Sample(byte[] pixels, @Nullable String label, String name) {}
