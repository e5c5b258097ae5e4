package io.hourglass.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.image.Resize;
import io.hourglass.model.ImageInput;
import io.hourglass.trainer.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  @Test
  void takesTheFirstSubFolderAsLabel() throws Exception {
    TestImages.folder(TestImages.discs(3, 6, 3, 1), folder);
    write("2/deep/er.png", 6, 6, 3);
    write("loose.png", 6, 6, 3);

    Dataset read = Dataset.read(DataOptions.of(folder));

    assertThat(read.labels()).isEqualTo(Map.of("1", 3, "2", 1));
    assertThat(read.samples().stream().map(Sample::name))
        .containsExactly("1/1-0.png", "1/1-1.png", "1/1-2.png", "2/deep/er.png", "loose.png");
    assertThat(read.input()).isEqualTo(new ImageInput(3, 6, 6, Resize.NONE));
  }

  @Test
  void readsWhatWasWritten() {
    Dataset written = TestImages.discs(4, 7, 3, 1);
    assertThat(Dataset.read(DataOptions.of(TestImages.folder(written, folder))).digest())
        .isEqualTo(written.digest());
  }

  @Test
  void passesOverOtherFiles() throws Exception {
    write("a.png", 4, 4, 1);
    Files.writeString(folder.resolve("README.txt"), "about these images");
    Files.writeString(folder.resolve(".hidden.png"), "not an image");

    assertThat(Dataset.read(DataOptions.of(folder)).size()).isEqualTo(1);
  }

  @Test
  void knowsTheTopicThatImagesWereCollectedFrom() throws Exception {
    write("0-0000000000.png", 4, 4, 1);
    assertThat(Dataset.read(DataOptions.of(folder)).source()).isEqualTo(folder.toString());
    Files.writeString(folder.resolve("origin.txt"), "kafka://images/0:0-0\n");

    assertThat(Dataset.read(DataOptions.of(folder)).source()).isEqualTo("kafka://images/0:0-0");
  }

  @Test
  void choosesAMiddleSizeWhereSizesDiffer() throws Exception {
    write("a.png", 300, 200, 1);
    write("b.png", 400, 300, 1);
    write("c.png", 500, 400, 3);

    // The median, 400 x 300, scaled down to 128; colour, because one image is.
    assertThat(Dataset.read(DataOptions.of(folder)).input())
        .isEqualTo(new ImageInput(3, 96, 128, Resize.STRETCH));
  }

  @Test
  void scalesLargeImagesDown() throws Exception {
    write("a.png", 512, 512, 1);

    assertThat(Dataset.read(DataOptions.of(folder)).input())
        .isEqualTo(new ImageInput(1, 128, 128, Resize.STRETCH));
  }

  @Test
  void allowsOtherSizesIfOneImageHasAnother() throws Exception {
    // Only a part of many images is looked at to choose the size; the odd one is not among them.
    for (int i = 0; i < 130; i++) {
      write("%03d.png".formatted(i), i == 1 ? 9 : 8, 8, 1);
    }

    assertThat(Dataset.read(DataOptions.of(folder)).input())
        .isEqualTo(new ImageInput(1, 8, 8, Resize.STRETCH));
  }

  @Test
  void refusesAnotherSizeWhereResizingIsForbidden() throws Exception {
    write("a.png", 8, 8, 1);
    write("b.png", 8, 9, 1);

    assertThatThrownBy(
            () ->
                Dataset.read(
                    new DataOptions(folder, Set.of(), new DataOptions.Size(8, 8), 0, Resize.NONE)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("b.png: the image has 8 x 9 pixels, the model takes 8 x 8");
  }

  @Test
  void namesTheFileThatCannotBeRead() throws Exception {
    write("a.png", 8, 8, 1);
    Files.writeString(folder.resolve("b.jpg"), "no JPEG");

    refused("cannot read the image", "b.jpg", "neither PNG nor JPEG");
  }

  @Test
  void saysThatThereAreNoImages() {
    refused("holds no PNG or JPEG images");
  }

  @Test
  void pointsAtIdxFiles() {
    TestImages.idx(TestImages.discs(3, 5, 1, 1), folder, "train-images-idx3-ubyte.gz");

    refused("holds IDX files; name one of them", "train-images-idx3-ubyte.gz");
  }

  private void refused(String... saying) {
    assertThatThrownBy(() -> Dataset.read(DataOptions.of(folder)))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(saying);
  }

  private void write(String name, int width, int height, int channels) throws Exception {
    byte[] samples = new byte[width * height * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i * 7);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, ImageCodec.png(new Pixels(width, height, channels, samples)));
  }
}
