package io.hourglass.trainer.dataset;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/**
 * Where decoded images lie: in memory, or, if they would take more than half of it, one after the
 * other in a temporary file, which the operating system keeps as much of in memory as it can.
 *
 * <p>Thread-safe.
 */
interface Store {
  /**
   * Takes up an image.
   *
   * @param index its number, from 0
   * @param samples as many for each; not to be written to
   * @return gives them back, as often as needed
   */
  Supplier<byte[]> put(int index, byte[] samples);

  /**
   * A place for images.
   *
   * @param images how many there are
   * @param bytes of each
   * @throws UserException if there is no room
   */
  static Store of(long images, int bytes) {
    return of(images, bytes, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * The same.
   *
   * @param memory bytes that all may take there
   */
  static Store of(long images, int bytes, long memory) {
    return images * bytes <= memory ? (index, samples) -> () -> samples : file(images, bytes);
  }

  private static Store file(long images, int bytes) {
    try {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"));
      long room = Files.getFileStore(folder).getUsableSpace();
      if (images * bytes > room) {
        throw new UserException(
            "%,d images take %,d MB decoded, more than memory has room for, and than is free in %s (%,d MB); choose a smaller size, give Java more memory (-Xmx), or set -Djava.io.tmpdir"
                .formatted(images, (images * bytes) >> 20, folder, room >> 20));
      }
      FileChannel channel =
          FileChannel.open(
              Files.createTempFile(folder, "hourglass", ".images"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return (index, samples) -> {
        write(channel, ByteBuffer.wrap(samples), (long) index * bytes);
        return () -> read(channel, bytes, (long) index * bytes);
      };
    } catch (IOException e) {
      throw new UserException("no temporary file can be written: " + e.getMessage(), e);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long at) {
    try {
      while (bytes.hasRemaining()) {
        int unused = channel.write(bytes, at + bytes.position());
      }
    } catch (IOException e) {
      throw new UserException("cannot write to the temporary file: " + e.getMessage(), e);
    }
  }

  private static byte[] read(FileChannel channel, int count, long at) {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new IOException("the temporary file is too short");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.array();
  }
}
