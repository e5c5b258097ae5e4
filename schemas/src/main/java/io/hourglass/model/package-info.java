/**
 * The model file: one ONNX file that holds preprocessing, encoder, decoder, error map and score in
 * its graph, and in its metadata the {@link io.hourglass.model.ModelCard card} with the
 * calibration, and {@link io.hourglass.model.GoldenSample golden samples} that prove a reader
 * right.
 */
@NullMarked
package io.hourglass.model;

import org.jspecify.annotations.NullMarked;
