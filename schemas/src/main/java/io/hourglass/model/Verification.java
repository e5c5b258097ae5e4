package io.hourglass.model;

/**
 * How far ONNX Runtime's outputs were from the training engine's when the file was written; for a
 * model made from another model file, from that file's.
 *
 * @param images number of held-out images compared
 * @param latent largest absolute difference in a latent's component
 * @param reconstruction largest absolute difference in a sample, on the scale 0 to 255
 * @param score largest absolute difference in a score
 */
public record Verification(int images, double latent, double reconstruction, double score) {}
