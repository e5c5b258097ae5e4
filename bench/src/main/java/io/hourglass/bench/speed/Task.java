package io.hourglass.bench.speed;

import java.nio.file.Path;

/**
 * What a contender is to do; travels as the arguments of its process.
 *
 * @param bootstrapServers the broker's address
 * @param model the model file
 * @param input the topic to read
 * @param name name of the group and prefix of the output topics
 * @param folder for state
 * @param threads threads that read, compute and write
 * @param stride readings from one window to the next; 0 for images
 */
record Task(
    String bootstrapServers,
    Path model,
    String input,
    String name,
    Path folder,
    int threads,
    int stride) {

  static Task of(String[] arguments) {
    return new Task(
        arguments[1],
        Path.of(arguments[2]),
        arguments[3],
        arguments[4],
        Path.of(arguments[5]),
        Integer.parseInt(arguments[6]),
        Integer.parseInt(arguments[7]));
  }

  String[] arguments(Contender contender) {
    return new String[] {
      contender.name(),
      bootstrapServers,
      model.toString(),
      input,
      name,
      folder.toString(),
      String.valueOf(threads),
      String.valueOf(stride)
    };
  }

  /** The topic whose records are counted. */
  String output() {
    return name + "-latents";
  }
}
