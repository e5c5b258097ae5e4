package io.hourglass.model;

import java.util.Map;

/**
 * Where a model comes from.
 *
 * @param data where the images were read from, as the user named it
 * @param dataDigest SHA-256 of the training images' samples and order, hex
 * @param trained number of images the weights were fitted to
 * @param validated number of images that chose the epoch to stop at
 * @param calibrated number of images that the calibration was made from
 * @param seed of every random choice
 * @param epochs passes over the training images that were made
 * @param bestEpoch the pass whose weights were kept, counted from 1
 * @param validationLoss the loss of the validation images: by default their mean squared error by
 *     sample, samples in [0, 1]
 * @param trainedAt UTC, ISO 8601
 * @param seconds wall time of the training
 * @param versions of the libraries, the JDK and the platform, by name
 * @param settings what else decided the weights, by option: loss, widths, batch and the like
 */
public record Training(
    String data,
    String dataDigest,
    int trained,
    int validated,
    int calibrated,
    long seed,
    int epochs,
    int bestEpoch,
    double validationLoss,
    String trainedAt,
    double seconds,
    Map<String, String> versions,
    Map<String, String> settings) {}
