package io.hourglass.trainer.dataset;

import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.Resize;
import io.hourglass.image.UnusableImageException;
import io.hourglass.model.ImageInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PNG and JPEG files in a folder and its sub-folders, in the order of their relative paths. The
 * first sub-folder's name is the label. Files with other endings, and hidden ones, are passed over.
 */
final class ImageFolder {
  /** How many images are looked at to choose a size. */
  private static final int LOOKED_AT = 64;

  private final DataOptions options;
  private final Path folder;

  ImageFolder(DataOptions options) {
    this.options = options;
    this.folder = options.source();
  }

  Dataset read() throws IOException {
    List<Path> files = files(ImageFolder::isImage);
    if (files.isEmpty()) {
      throw new UserException(nothingFound());
    }
    ImageInput input = input(files);
    Store store = Store.of(files.size(), input.size());
    AtomicBoolean resized = new AtomicBoolean();
    // All cores decode; the order stays that of the files.
    List<Sample> samples =
        IntStream.range(0, files.size())
            .parallel()
            .mapToObj(i -> sample(i, files.get(i), input, resized, store))
            .toList();
    return new Dataset(Origin.of(folder), resizedOrNot(input, resized.get()), samples);
  }

  private List<Path> files(java.util.function.Predicate<String> wanted) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> wanted.test(file.getFileName().toString().toLowerCase(Locale.ROOT)))
          .sorted(Comparator.comparing(this::name))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isImage(String name) {
    return !name.startsWith(".")
        && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
  }

  private String nothingFound() throws IOException {
    List<String> idx =
        files(name -> name.contains("images") && name.contains("idx")).stream()
            .map(Path::toString)
            .toList();
    return idx.isEmpty()
        ? "the folder " + folder + " holds no PNG or JPEG images"
        : "the folder %s holds IDX files; name one of them: %s"
            .formatted(folder, String.join(", ", idx));
  }

  private ImageInput input(List<Path> files) {
    List<Pixels> looked = new ArrayList<>();
    int step = Math.max(1, files.size() / LOOKED_AT);
    for (int i = 0; i < files.size(); i += step) {
      looked.add(decode(files.get(i)));
    }
    boolean colour = looked.stream().anyMatch(image -> image.channels() == 3);
    DataOptions.Size common = commonSize(looked);
    DataOptions.Size size = options.size();
    if (size == null) {
      size = common != null && fits(common) ? common : reduced(looked);
    }
    Resize resize = options.resize() == null ? Resize.STRETCH : options.resize();
    int channels = options.channels() != 0 ? options.channels() : colour ? 3 : 1;
    return new ImageInput(channels, size.height(), size.width(), resize);
  }

  /** Where no rule was asked for and none was needed, images of another size are to be refused. */
  private ImageInput resizedOrNot(ImageInput input, boolean resized) {
    return options.resize() != null || resized
        ? input
        : new ImageInput(input.channels(), input.height(), input.width(), Resize.NONE);
  }

  private static DataOptions.@Nullable Size commonSize(List<Pixels> images) {
    Pixels first = images.get(0);
    boolean common =
        images.stream()
            .allMatch(image -> image.width() == first.width() && image.height() == first.height());
    return common && Math.max(first.width(), first.height()) <= ImageInput.MAX_SIDE
        ? new DataOptions.Size(first.width(), first.height())
        : null;
  }

  private static boolean fits(DataOptions.Size size) {
    return Math.max(size.width(), size.height()) <= DataOptions.MAX_DEFAULT_SIDE;
  }

  /** The median width and height, scaled down to what is affordable, in steps of 8 pixels. */
  private static DataOptions.Size reduced(List<Pixels> images) {
    double width = median(images.stream().mapToInt(Pixels::width).sorted().toArray());
    double height = median(images.stream().mapToInt(Pixels::height).sorted().toArray());
    double scale = Math.min(1, DataOptions.MAX_DEFAULT_SIDE / Math.max(width, height));
    return new DataOptions.Size(eights(width * scale), eights(height * scale));
  }

  private static double median(int[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static int eights(double side) {
    return Math.max(8, 8 * (int) Math.round(side / 8));
  }

  private Sample sample(
      int index, Path file, ImageInput input, AtomicBoolean resized, Store store) {
    Pixels image = decode(file);
    if (image.width() != input.width() || image.height() != input.height()) {
      resized.set(true);
    }
    try {
      return new Sample(store.put(index, input.tensor(image)), label(file), name(file));
    } catch (UnusableImageException e) {
      throw new UserException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Pixels decode(Path file) {
    try {
      return ImageCodec.decode(Files.readAllBytes(file));
    } catch (IOException | UnusableImageException e) {
      throw new UserException("cannot read the image %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private @Nullable String label(Path file) {
    Path relative = folder.relativize(file);
    return relative.getNameCount() > 1 ? relative.getName(0).toString() : null;
  }

  private String name(Path file) {
    return folder.relativize(file).toString();
  }
}
