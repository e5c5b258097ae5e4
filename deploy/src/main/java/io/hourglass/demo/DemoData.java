package io.hourglass.demo;

import java.nio.file.Path;

/**
 * The images of the demo, as the four IDX files that MNIST and its successors come in.
 *
 * @param title what they are, for people
 * @param trainImages images to train on, with their labels beside them
 * @param testImages unseen images, with their labels beside them
 * @param normalLabel the label of the class that counts as normal
 * @param normalName that class's name, for people
 */
record DemoData(
    String title, Path trainImages, Path testImages, String normalLabel, String normalName) {

  static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  static DemoData in(Path folder, String title, String normalLabel, String normalName) {
    return new DemoData(
        title, folder.resolve(TRAIN_IMAGES), folder.resolve(TEST_IMAGES), normalLabel, normalName);
  }
}
