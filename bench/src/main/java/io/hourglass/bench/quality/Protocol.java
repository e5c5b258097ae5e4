package io.hourglass.bench.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is trained on, and what is tested. */
enum Protocol {
  /**
   * Hinton and Salakhutdinov (Science, 2006): all digits, codes of 30 numbers; squared error summed
   * over an image, mean over the test images.
   */
  MNIST_CODE {
    @Override
    List<Task> tasks(Path data, Path fashion, Path work) {
      return List.of(idx(data.resolve("mnist"), null));
    }
  },

  /** Ruff et al. (Deep SVDD, ICML 2018): each digit in turn is normal, the nine others are not. */
  MNIST_ONE_CLASS {
    @Override
    List<Task> tasks(Path data, Path fashion, Path work) {
      return classes(data.resolve("mnist"));
    }
  },

  /** The same with kinds of clothes. */
  FASHION_ONE_CLASS {
    @Override
    List<Task> tasks(Path data, Path fashion, Path work) {
      return classes(fashion);
    }
  },

  /**
   * Magnetic tiles (Huang et al., The Visual Computer 2018): the first 80 % of the spotless ones by
   * file name, tested on the others and on all defects; AUROC of images and of pixels.
   */
  TILES {
    @Override
    List<Task> tasks(Path data, Path fashion, Path work) throws IOException {
      return List.of(tiles(data.resolve("magnetic-tile"), work.resolve("tiles")));
    }
  };

  private static final double TRAINED = 0.8;

  /**
   * One training and its test.
   *
   * @param train images to train on
   * @param test labelled images
   * @param normal the label of normal ones; null: all are
   * @param masks of anomalous pixels; null: not known
   */
  record Task(Path train, Path test, @Nullable String normal, @Nullable Path masks) {}

  List<Recipe> recipes() {
    return switch (this) {
      case MNIST_CODE -> Recipe.CODE;
      case MNIST_ONE_CLASS, FASHION_ONE_CLASS -> Recipe.ONE_CLASS;
      case TILES -> Recipe.TILES;
    };
  }

  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The tasks.
   *
   * @param work where files may be made
   */
  abstract List<Task> tasks(Path data, Path fashion, Path work) throws IOException;

  private static List<Task> classes(Path folder) {
    return IntStream.range(0, 10).mapToObj(label -> idx(folder, Integer.toString(label))).toList();
  }

  private static Task idx(Path folder, @Nullable String normal) {
    return new Task(
        folder.resolve("train-images-idx3-ubyte.gz"),
        folder.resolve("t10k-images-idx3-ubyte.gz"),
        normal,
        null);
  }

  private static Task tiles(Path source, Path work) throws IOException {
    Path train = work.resolve("train");
    Path good = work.resolve("test/good");
    Path defect = work.resolve("test/defect");
    Path masks = work.resolve("masks");
    List<Path> spotless = files(source.resolve("MT_Free"), ".jpg");
    for (int i = 0; i < spotless.size(); i++) {
      link(spotless.get(i), i < (int) (TRAINED * spotless.size()) ? train : good);
    }
    for (Path image : files(source, ".jpg")) {
      if (!image.startsWith(source.resolve("MT_Free"))) {
        link(image, defect);
        link(Path.of(image.toString().replaceFirst("\\.jpg$", ".png")), masks);
      }
    }
    return new Task(train, work.resolve("test"), "good", masks);
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return new ArrayList<>(
          walk.filter(file -> file.toString().endsWith(ending))
              .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
              .toList());
    }
  }

  private static void link(Path file, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path link = folder.resolve(file.getFileName());
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, file.toAbsolutePath());
    }
  }
}
