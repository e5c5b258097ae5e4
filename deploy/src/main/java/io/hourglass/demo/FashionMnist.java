package io.hourglass.demo;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Fashion-MNIST (Xiao et al. 2017): 70,000 grey images of clothes, 28 x 28 pixels, ten classes.
 *
 * <p>Looked for where Debian's package {@code dataset-fashion-mnist} puts it, then in the cache;
 * else fetched into the cache: the package without installing it, or the files from the data set's
 * public address. Whatever is found is used only with the right checksums.
 */
final class FashionMnist {
  private static final Path SYSTEM = Path.of("/usr/share/datasets/fashion-mnist");
  private static final String PACKAGE = "dataset-fashion-mnist";
  private static final URI ADDRESS =
      URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

  /** SHA-256 of the unpacked files; the packed ones differ by who packed them. */
  private static final Map<String, String> CHECKSUMS =
      Map.of(
          DemoData.TRAIN_IMAGES,
          "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
          DemoData.TRAIN_LABELS,
          "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
          DemoData.TEST_IMAGES,
          "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
          DemoData.TEST_LABELS,
          "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34");

  private final Path system;
  private final Path cache;
  private final List<Source> sources;
  private final Consumer<String> say;

  /** A way to get the files into a folder; true if it had any. */
  interface Source {
    boolean fetch(Path folder) throws IOException, InterruptedException;
  }

  FashionMnist(Consumer<String> say) {
    this(
        SYSTEM,
        cacheFolder(System.getenv()).resolve("fashion-mnist"),
        List.of(FashionMnist::fromDebian, FashionMnist::fromAddress),
        say);
  }

  FashionMnist(Path system, Path cache, List<Source> sources, Consumer<String> say) {
    this.system = system;
    this.cache = cache;
    this.sources = sources;
    this.say = say;
  }

  /** The user's cache folder for this project, as the XDG base directory specification has it. */
  static Path cacheFolder(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    return base.resolve("hourglass");
  }

  /** The folder that holds the four files; empty if they cannot be had. */
  Optional<Path> find() {
    for (Path folder : List.of(system, cache)) {
      if (isComplete(folder)) {
        return Optional.of(folder);
      }
    }
    for (Source source : sources) {
      if (fetched(source)) {
        return Optional.of(cache);
      }
    }
    return Optional.empty();
  }

  private boolean fetched(Source source) {
    try {
      Files.createDirectories(cache);
      Path fresh = Files.createTempDirectory(cache, "fetch");
      try {
        say.accept("Fetching Fashion-MNIST (30 MB) into " + cache);
        if (!source.fetch(fresh) || !isComplete(fresh)) {
          return false;
        }
        for (String name : CHECKSUMS.keySet()) {
          Files.move(fresh.resolve(name), cache.resolve(name), REPLACE_EXISTING);
        }
        return true;
      } finally {
        Folders.delete(fresh);
      }
    } catch (IOException e) {
      say.accept("  not to be had that way: " + e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isComplete(Path folder) {
    return CHECKSUMS.entrySet().stream()
        .allMatch(
            entry -> {
              Path file = folder.resolve(entry.getKey());
              if (!Files.isRegularFile(file)) {
                return false;
              }
              boolean right = entry.getValue().equals(unpackedDigest(file));
              if (!right) {
                say.accept(file + " has the wrong checksum and is not used");
              }
              return right;
            });
  }

  private static String unpackedDigest(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in =
          new DigestInputStream(new GZIPInputStream(Files.newInputStream(file)), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      return "unreadable: " + e;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Downloads the Debian package and unpacks it, installing nothing. */
  private static boolean fromDebian(Path folder) throws IOException, InterruptedException {
    if (!run(folder, "apt-get", "download", PACKAGE)) {
      return false;
    }
    Path archive;
    try (var files = Files.list(folder)) {
      archive = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElse(null);
    }
    if (archive == null || !run(folder, "dpkg-deb", "-x", archive.toString(), ".")) {
      return false;
    }
    Path unpacked = folder.resolve(SYSTEM.getRoot().relativize(SYSTEM));
    for (String name : CHECKSUMS.keySet()) {
      Files.move(unpacked.resolve(name), folder.resolve(name));
    }
    return true;
  }

  private static boolean run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // no such program: not Debian or its kin
    }
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private static boolean fromAddress(Path folder) throws IOException, InterruptedException {
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    for (String name : CHECKSUMS.keySet()) {
      var request =
          HttpRequest.newBuilder(ADDRESS.resolve(name)).timeout(Duration.ofMinutes(5)).build();
      var response = client.send(request, BodyHandlers.ofFile(folder.resolve(name)));
      if (response.statusCode() != 200) {
        throw new IOException(request.uri() + " answered " + response.statusCode());
      }
    }
    return true;
  }
}
