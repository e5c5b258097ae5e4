package io.hourglass.trainer;

import io.hourglass.model.ModelCard;
import java.nio.file.Path;

/**
 * What a training leaves.
 *
 * @param file the model file
 * @param card its card
 */
public record TrainedModel(Path file, ModelCard card) {}
