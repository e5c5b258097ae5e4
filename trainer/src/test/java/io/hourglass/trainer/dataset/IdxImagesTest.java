package io.hourglass.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxImagesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"})
  void readsImagesAndTheLabelsBesideThem(String name) {
    Dataset written = TestImages.both(TestImages.discs(3, 5, 1, 1), TestImages.rings(2, 5, 1, 2));
    Path file = TestImages.idx(written, folder, name);

    Dataset read = Dataset.read(DataOptions.of(file));

    assertThat(read.input()).isEqualTo(new ImageInput(1, 5, 5, Resize.NONE));
    assertThat(read.labels()).isEqualTo(Map.of("1", 3, "2", 2));
    assertThat(read.digest()).isEqualTo(written.digest());
    assertThat(read.samples().get(4).name()).isEqualTo("4");
  }

  @Test
  void findsPlainLabelsBesideGzippedImages() throws Exception {
    Path file = TestImages.idx(TestImages.discs(3, 5, 1, 1), folder, "train-images-idx3-ubyte.gz");
    Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));
    TestImages.idx(folder.resolve("train-labels-idx1-ubyte"), new byte[] {7, 8, (byte) 200}, 3);

    assertThat(Dataset.read(DataOptions.of(file)).labels().keySet())
        .containsExactly("200", "7", "8");
  }

  @Test
  void keepsTheAskedLabelsOnly() {
    Dataset written = TestImages.both(TestImages.discs(3, 5, 1, 1), TestImages.rings(2, 5, 1, 2));
    Path file = TestImages.idx(written, folder, "images-idx3");

    Dataset rings = Dataset.read(DataOptions.of(file).withLabels(Set.of("2")));

    assertThat(rings.labels()).isEqualTo(Map.of("2", 2));
  }

  @Test
  void readsColourWithoutLabels() {
    byte[] content = new byte[2 * 2 * 3 * 3];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    Path file = folder.resolve("colour.idx");
    TestImages.idx(file, content, 2, 2, 3, 3);

    Dataset read = Dataset.read(DataOptions.of(file));

    assertThat(read.input()).isEqualTo(new ImageInput(3, 2, 3, Resize.NONE));
    // Planes of red, green and blue.
    assertThat(read.samples().get(0).pixels())
        .isEqualTo(new byte[] {0, 3, 6, 9, 12, 15, 1, 4, 7, 10, 13, 16, 2, 5, 8, 11, 14, 17});
    assertThat(read.samples().get(0).label()).isNull();
  }

  @Test
  void bringsImagesToTheAskedSize() {
    Path file = TestImages.idx(TestImages.discs(3, 8, 1, 1), folder, "images-idx3");

    Dataset read =
        Dataset.read(new DataOptions(file, Set.of(), new DataOptions.Size(4, 6), 3, null));

    assertThat(read.input()).isEqualTo(new ImageInput(3, 6, 4, Resize.STRETCH));
    assertThat(read.samples().get(0).pixels()).hasSize(72);
  }

  @Test
  void saysThatLabelsDoNotMatch() {
    Path file = TestImages.idx(TestImages.discs(3, 5, 1, 1), folder, "images-idx3");
    TestImages.idx(folder.resolve("labels-idx1"), new byte[4], 4);

    refused(file, "holds 3 images, but", "holds 4 labels");
  }

  @Test
  void saysThatThereAreNoLabels() {
    Path file = folder.resolve("plain.idx");
    TestImages.idx(file, new byte[8], 2, 2, 2);

    assertThatThrownBy(() -> Dataset.read(DataOptions.of(file).withLabels(Set.of("3"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("have no labels");
  }

  @Test
  void saysWhichLabelsThereAre() {
    Path file = TestImages.idx(TestImages.discs(3, 5, 1, 1), folder, "images-idx3");

    assertThatThrownBy(() -> Dataset.read(DataOptions.of(file).withLabels(Set.of("9"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("has the label '9'; there are 1");
  }

  @Test
  void saysThatTheFileEndsTooEarly() throws Exception {
    Path file = TestImages.idx(TestImages.discs(3, 5, 1, 1), folder, "images-idx3");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    refused(file, "ends before its last image");
  }

  @Test
  void saysThatAGzipFileEndsTooEarly() throws Exception {
    Path file = TestImages.idx(TestImages.discs(3, 5, 1, 1), folder, "images-idx3.gz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    refused(file, "ends before its last image");
  }

  @Test
  void saysThatTheFileIsSomethingElse() throws Exception {
    refused(Files.writeString(folder.resolve("notes.txt"), "no images here"), "is no IDX file");
    refused(Files.write(folder.resolve("empty"), new byte[0]), "ends before");
    Path labels = folder.resolve("labels");
    TestImages.idx(labels, new byte[4], 4);
    refused(labels, "holds no images: its shape is [4]");
    Path none = folder.resolve("none");
    TestImages.idx(none, new byte[0], 0, 28, 28);
    refused(none, "holds no images");
  }

  @Test
  void refusesMoreThanMemoryHolds() {
    Path file = folder.resolve("huge");
    TestImages.idx(file, new byte[10], Integer.MAX_VALUE, 4000, 4000);
    refused(file, "MB decoded", "choose a smaller size");
  }

  @Test
  void saysThatNothingIsThere() {
    refused(folder.resolve("missing"), "no such file or folder");
  }

  private static void refused(Path file, String... saying) {
    assertThatThrownBy(() -> Dataset.read(DataOptions.of(file)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(saying);
  }
}
