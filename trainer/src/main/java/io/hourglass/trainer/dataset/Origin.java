package io.hourglass.trainer.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where files come from, for the model's card. */
public final class Origin {
  private static final String FILE = "origin.txt";

  private Origin() {}

  /**
   * What {@code hourglass collect} noted beside the files, {@code kafka://topic/offsets}; without a
   * note, their path.
   */
  public static String of(Path source) {
    Path note = source.resolve(FILE);
    if (!Files.isRegularFile(note)) {
      return source.toString();
    }
    try {
      return Files.readString(note).strip();
    } catch (IOException e) {
      return source.toString();
    }
  }
}
