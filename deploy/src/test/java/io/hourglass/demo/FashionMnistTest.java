package io.hourglass.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistTest {
  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void isEmptyWhereNoSourceHasIt() {
    var data =
        new FashionMnist(
            folder.resolve("system"),
            folder.resolve("cache"),
            List.of(
                target -> false,
                target -> {
                  throw new IOException("no network");
                }),
            said::add);

    assertThat(data.find()).isEmpty();
    assertThat(said).last().asString().contains("no network");
    assertThat(folder.resolve("cache")).as("nothing half fetched stays").isEmptyDirectory();
  }

  @Test
  void doesNotUseFilesWithAnotherContent() throws IOException {
    Path rendered = folder.resolve("system");
    new RenderedImages(1).write(rendered);
    var data = new FashionMnist(rendered, folder.resolve("cache"), List.of(), said::add);

    assertThat(data.find()).isEmpty();
    assertThat(said).singleElement().asString().contains("has the wrong checksum");
  }

  @Test
  void doesNotKeepFetchedFilesWithAnotherContent() {
    var data =
        new FashionMnist(
            folder.resolve("system"),
            folder.resolve("cache"),
            List.of(
                target -> {
                  new RenderedImages(1).write(target);
                  return true;
                }),
            said::add);

    assertThat(data.find()).isEmpty();
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  @Test
  void honoursTheUsersCacheFolder() {
    assertThat(FashionMnist.cacheFolder(Map.of("XDG_CACHE_HOME", "/var/cache/me")))
        .isEqualTo(Path.of("/var/cache/me/hourglass"));
    assertThat(FashionMnist.cacheFolder(Map.of()).toString()).endsWith(".cache/hourglass");
  }

  @Test
  void rendersTheSameImagesForTheSameSeed() throws IOException {
    new RenderedImages(1).write(folder.resolve("a"));
    new RenderedImages(1).write(folder.resolve("b"));

    assertThat(Files.readAllBytes(folder.resolve("a").resolve(DemoData.TEST_IMAGES)))
        .isEqualTo(Files.readAllBytes(folder.resolve("b").resolve(DemoData.TEST_IMAGES)));
  }
}
