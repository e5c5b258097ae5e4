package io.hourglass.trainer.dataset;

import io.hourglass.cli.UserException;
import io.hourglass.model.ImageInput;
import io.hourglass.model.ModelInput;
import io.hourglass.trainer.model.Scaling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Images, all of one size: unsigned 8-bit {@code [N, C, H, W]}; or windows of series, float32
 * {@code [N, C, L]}.
 *
 * <p>Thread-safe: nothing changes after construction.
 *
 * @param source where the images were read from, as the user named it
 * @param input their size and channels, and how others are brought to it
 * @param scaling how a network sees them
 * @param samples the images, in the source's order
 */
public record Dataset(String source, ModelInput input, Scaling scaling, List<Sample> samples) {

  public Dataset {
    samples = List.copyOf(samples);
  }

  /** Images. */
  public Dataset(String source, ImageInput input, List<Sample> samples) {
    this(source, input, Scaling.BYTES, samples);
  }

  /** The images' size; they must be images. */
  public ImageInput imageInput() {
    return (ImageInput) input;
  }

  /**
   * Reads images.
   *
   * @throws UserException if there are none, one cannot be read, or labels do not match
   */
  public static Dataset read(DataOptions options) {
    Path source = options.source();
    if (!Files.exists(source)) {
      throw new UserException("there are no images at " + source + ": no such file or folder");
    }
    try {
      Dataset all =
          Files.isDirectory(source) ? new ImageFolder(options).read() : IdxImages.read(options);
      return options.labels().isEmpty() ? all : all.labelled(options.labels());
    } catch (IOException e) {
      throw new UserException("cannot read " + source + ": " + e.getMessage(), e);
    }
  }

  /** Number of images. */
  public int size() {
    return samples.size();
  }

  /** How many images have each label, by label; images without one are not counted. */
  public Map<String, Integer> labels() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Sample sample : samples) {
      if (sample.label() != null) {
        counts.merge(sample.label(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * The images that have one of the given labels.
   *
   * @throws UserException if a label does not occur
   */
  public Dataset labelled(Set<String> wanted) {
    Map<String, Integer> present = labels();
    if (present.isEmpty()) {
      throw new UserException(
          "label %s was asked for, but the images of %s have no labels; expected is a labels file"
                  .formatted(String.join(",", wanted), source)
              + " beside an IDX file, or a sub-folder for each label");
    }
    for (String label : wanted) {
      if (!present.containsKey(label)) {
        throw new UserException(
            "no image of %s has the label '%s'; there are %s"
                .formatted(source, label, String.join(", ", present.keySet())));
      }
    }
    return with(
        samples.stream()
            .filter(sample -> sample.label() != null && wanted.contains(sample.label()))
            .toList());
  }

  /** The same source and size with other images. */
  public Dataset with(List<Sample> chosen) {
    return new Dataset(source, input, scaling, chosen);
  }

  /** Whether every image has the same samples. */
  public boolean allEqual() {
    return samples.stream()
        .allMatch(sample -> Arrays.equals(sample.pixels(), samples.get(0).pixels()));
  }

  /** SHA-256 of size, samples and order, hex. */
  public String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer shape = ByteBuffer.allocate(32);
      for (long side : input.shape(size())) {
        shape.putInt((int) side);
      }
      digest.update(shape.flip());
      samples.forEach(sample -> digest.update(sample.pixels()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
