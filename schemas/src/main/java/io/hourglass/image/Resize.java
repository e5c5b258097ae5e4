package io.hourglass.image;

/** How an image of another size is brought to the size a model takes. */
public enum Resize {
  /** Not at all: an image of another size is refused. */
  NONE,
  /** The whole image, its sides scaled independently; the aspect ratio may change. */
  STRETCH,
  /** The largest centred part that has the model's aspect ratio, scaled. */
  CROP
}
