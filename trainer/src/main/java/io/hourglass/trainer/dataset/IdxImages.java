package io.hourglass.trainer.dataset;

import io.hourglass.cli.UserException;
import io.hourglass.image.Pixels;
import io.hourglass.image.Resize;
import io.hourglass.image.UnusableImageException;
import io.hourglass.model.ImageInput;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Images in the IDX format of MNIST and its kin, gzip or not: unsigned 8-bit {@code [N, H, W]} or
 * {@code [N, H, W, 3]}. Labels are looked for beside them, under the name that has {@code
 * labels-idx1} in place of {@code images-idx3}.
 */
final class IdxImages {
  private static final int UNSIGNED_BYTE = 0x08;

  private IdxImages() {}

  static Dataset read(DataOptions options) throws IOException {
    Path file = options.source();
    Path labelFile = labelsBeside(file);
    byte[] labels = labelFile == null ? null : labels(labelFile);
    try (DataInputStream in = open(file)) {
      int[] shape = header(in, file);
      boolean colour = shape.length == 4 && shape[3] == 3;
      if (shape.length != 3 && !colour) {
        throw new UserException(
            "%s holds no images: its shape is %s; expected is [images, height, width] or [images, height, width, 3]"
                .formatted(file, java.util.Arrays.toString(shape)));
      }
      if (labels != null && labels.length != shape[0]) {
        throw new UserException(
            "%s holds %d images, but %s holds %d labels"
                .formatted(file, shape[0], labelFile, labels.length));
      }
      if (shape[0] == 0) {
        throw new UserException(file + " holds no images");
      }
      return images(in, options, shape, colour ? 3 : 1, labels);
    } catch (EOFException e) {
      throw new UserException(file + " ends before its last image; it is damaged", e);
    }
  }

  private static Dataset images(
      DataInputStream in, DataOptions options, int[] shape, int channels, byte @Nullable [] labels)
      throws IOException {
    ImageInput input = input(options, shape[2], shape[1], channels);
    Store store = Store.of(shape[0], input.size());
    List<Sample> samples = new ArrayList<>(shape[0]);
    for (int i = 0; i < shape[0]; i++) {
      byte[] bytes = new byte[shape[1] * shape[2] * channels];
      in.readFully(bytes);
      try {
        byte[] tensor = input.tensor(new Pixels(shape[2], shape[1], channels, bytes));
        String label = labels == null ? null : Integer.toString(labels[i] & 0xFF);
        samples.add(new Sample(store.put(i, tensor), label, Integer.toString(i)));
      } catch (UnusableImageException e) {
        throw new UserException(options.source() + ": " + e.getMessage(), e);
      }
    }
    return new Dataset(options.source().toString(), input, samples);
  }

  private static ImageInput input(DataOptions options, int width, int height, int channels) {
    DataOptions.Size own = new DataOptions.Size(width, height);
    DataOptions.Size size = options.size() == null ? own : options.size();
    Resize resize = options.resize();
    if (resize == null) {
      resize = size.equals(own) ? Resize.NONE : Resize.STRETCH;
    }
    return new ImageInput(
        options.channels() == 0 ? channels : options.channels(),
        size.height(),
        size.width(),
        resize);
  }

  private static @Nullable Path labelsBeside(Path file) {
    String name = file.getFileName().toString();
    String labels =
        name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
    if (labels.equals(name)) {
      return null;
    }
    String bare = labels.replaceFirst("\\.gz$", "");
    for (String candidate : List.of(labels, bare, bare + ".gz")) {
      Path path = file.resolveSibling(candidate);
      if (Files.isRegularFile(path)) {
        return path;
      }
    }
    return null;
  }

  private static byte[] labels(Path file) throws IOException {
    try (DataInputStream in = open(file)) {
      int[] shape = header(in, file);
      if (shape.length != 1) {
        throw new UserException(file + " holds no labels: it has " + shape.length + " dimensions");
      }
      byte[] labels = new byte[shape[0]];
      in.readFully(labels);
      return labels;
    } catch (EOFException e) {
      throw new UserException(file + " ends before its last label; it is damaged", e);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    in.mark(2);
    boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return new DataInputStream(
        gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in);
  }

  private static int[] header(DataInputStream in, Path file) throws IOException {
    int zero = in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int dimensions = in.readUnsignedByte();
    if (zero != 0 || type != UNSIGNED_BYTE || dimensions < 1 || dimensions > 4) {
      throw new UserException(
          file
              + " is no IDX file of unsigned bytes; expected is such a file, or a folder of PNG or"
              + " JPEG images");
    }
    int[] shape = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      shape[i] = in.readInt();
      if (shape[i] < 0) {
        throw new UserException(file + " declares a negative size; it is damaged");
      }
    }
    return shape;
  }
}
