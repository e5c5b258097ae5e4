package io.hourglass.trainer.fit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hourglass.cli.UserException;
import io.hourglass.trainer.model.Weight;
import io.hourglass.trainer.model.Weights;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * All that a fit needs to go on after an epoch as if it had not been broken off, in one file.
 *
 * @param epoch passes that were made
 * @param bestEpoch the one with the lowest validation loss
 * @param lowest that loss
 * @param last the last validation loss
 * @param random Java's source of random choices
 * @param torchRandom the state of libtorch's
 * @param optimizer what it keeps of the steps it has made
 * @param order of the training images
 * @param current weights
 * @param best weights
 */
record Checkpoint(
    int epoch,
    int bestEpoch,
    double lowest,
    double last,
    Random random,
    byte[] torchRandom,
    Weights optimizer,
    int[] order,
    Weights current,
    Weights best) {

  /**
   * Writes it; a file that is there is replaced in one step.
   *
   * @param training what it belongs to: another one cannot go on with it
   */
  void write(Path file, String training) {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(draft)))) {
        bytes(out, training.getBytes(UTF_8));
        out.writeInt(epoch);
        out.writeInt(bestEpoch);
        out.writeDouble(lowest);
        out.writeDouble(last);
        bytes(out, serialised(random));
        bytes(out, torchRandom);
        weights(out, optimizer);
        ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * order.length);
        numbers.asIntBuffer().put(order);
        bytes(out, numbers.array());
        weights(out, current);
        weights(out, best);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UserException("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads one.
   *
   * @throws UserException if it cannot be read, or belongs to another training
   */
  static Checkpoint read(Path file, String training) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      String of = new String(bytes(in), UTF_8);
      if (!of.equals(training)) {
        throw new UserException(
            "%s is of a training with other images, model or options; give the same again, or leave --resume out"
                .formatted(file));
      }
      int epoch = in.readInt();
      int bestEpoch = in.readInt();
      double lowest = in.readDouble();
      double last = in.readDouble();
      Random random = random(bytes(in));
      byte[] torchRandom = bytes(in);
      Weights optimizer = weights(in);
      ByteBuffer numbers = ByteBuffer.wrap(bytes(in));
      int[] order = new int[numbers.remaining() / Integer.BYTES];
      numbers.asIntBuffer().get(order);
      return new Checkpoint(
          epoch,
          bestEpoch,
          lowest,
          last,
          random,
          torchRandom,
          optimizer,
          order,
          weights(in),
          weights(in));
    } catch (EOFException | ClassNotFoundException | NegativeArraySizeException e) {
      throw new UserException(file + " is damaged; leave --resume out", e);
    } catch (IOException e) {
      throw new UserException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void weights(DataOutputStream out, Weights weights) throws IOException {
    out.writeInt(weights.byName().size());
    for (Map.Entry<String, Weight> entry : weights.byName().entrySet()) {
      out.writeUTF(entry.getKey());
      long[] shape = entry.getValue().shape();
      out.writeInt(shape.length);
      for (long side : shape) {
        out.writeLong(side);
      }
      float[] values = entry.getValue().values();
      ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * values.length);
      floats.asFloatBuffer().put(values);
      bytes(out, floats.array());
    }
  }

  private static Weights weights(DataInputStream in) throws IOException {
    Map<String, Weight> weights = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      long[] shape = new long[in.readInt()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = in.readLong();
      }
      ByteBuffer floats = ByteBuffer.wrap(bytes(in));
      float[] values = new float[floats.remaining() / Float.BYTES];
      floats.asFloatBuffer().get(values);
      weights.put(name, new Weight(shape, values));
    }
    return new Weights(weights);
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private static byte[] serialised(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Random random(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("java.util.Random;!*"));
      return (Random) in.readObject();
    }
  }
}
