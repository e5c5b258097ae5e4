package io.hourglass.model;

import ai.onnxruntime.OnnxJavaType;
import io.hourglass.image.Pixels;
import io.hourglass.image.Resampler;
import io.hourglass.image.Resize;
import io.hourglass.image.UnusableImageException;
import io.hourglass.record.DeadLetterReason;
import io.hourglass.record.Region;

/**
 * What a model takes: one image as unsigned 8-bit samples {@code [channels, height, width]}.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height rows of pixels, 1 to 4096
 * @param width pixels a row, 1 to 4096
 * @param resize what to do with an image of another size
 */
public record ImageInput(int channels, int height, int width, Resize resize) implements ModelInput {
  /** Name of the graph's input. */
  public static final String TENSOR = "image";

  /** The longest side a model may take, pixels. */
  public static final int MAX_SIDE = 4096;

  public ImageInput {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("input.channels is " + channels + "; allowed are 1 and 3");
    }
    if (height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
      throw new IllegalArgumentException(
          "input is %d x %d pixels; allowed is 1 to %d a side".formatted(width, height, MAX_SIDE));
    }
  }

  /** Samples in one image: channels x height x width. */
  @Override
  public int size() {
    return channels * height * width;
  }

  @Override
  public int errorMapSize() {
    return height * width;
  }

  @Override
  public String tensorName() {
    return TENSOR;
  }

  @Override
  public OnnxJavaType tensorType() {
    return OnnxJavaType.UINT8;
  }

  @Override
  public long[] shape(int count) {
    return new long[] {count, channels, height, width};
  }

  /**
   * Brings an image to this size and number of channels.
   *
   * @return samples {@code [channels, height, width]}, unsigned 8-bit, row-major
   * @throws UnusableImageException with {@link DeadLetterReason#WRONG_SIZE} if the size differs and
   *     {@link #resize} is {@link Resize#NONE}
   */
  public byte[] tensor(Pixels image) throws UnusableImageException {
    return planes(scaled(image.withChannels(channels)));
  }

  /**
   * The other way round: samples of this size as an image.
   *
   * @param tensor samples {@code [channels, height, width]}, unsigned 8-bit, row-major
   */
  public Pixels image(byte[] tensor) {
    if (channels == 1) {
      return new Pixels(width, height, 1, tensor);
    }
    byte[] interleaved = new byte[tensor.length];
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < channels; c++) {
        interleaved[i * channels + c] = tensor[c * plane + i];
      }
    }
    return new Pixels(width, height, channels, interleaved);
  }

  private Pixels scaled(Pixels image) throws UnusableImageException {
    if (image.width() == width && image.height() == height) {
      return image;
    }
    if (resize == Resize.NONE) {
      throw new UnusableImageException(
          DeadLetterReason.WRONG_SIZE,
          "the image has %d x %d pixels, the model takes %d x %d"
              .formatted(image.width(), image.height(), width, height));
    }
    Window window = window(image.width(), image.height());
    return Resampler.resample(
        image, window.x, window.y, window.width, window.height, width, height);
  }

  /**
   * Carries a rectangle from this input's pixels back to those of the image it was made from.
   *
   * @param imageWidth width of the source image, pixels
   * @param imageHeight height of the source image, pixels
   */
  public Region toSource(Region region, int imageWidth, int imageHeight) {
    Window window = window(imageWidth, imageHeight);
    double scaleX = (double) window.width / width;
    double scaleY = (double) window.height / height;
    int left = window.x + (int) Math.floor(region.getX() * scaleX);
    int top = window.y + (int) Math.floor(region.getY() * scaleY);
    int right = window.x + (int) Math.ceil((region.getX() + region.getWidth()) * scaleX);
    int bottom = window.y + (int) Math.ceil((region.getY() + region.getHeight()) * scaleY);
    return new Region(
        left,
        top,
        Math.min(imageWidth, right) - left,
        Math.min(imageHeight, bottom) - top,
        region.getErrorShare());
  }

  /** The part of a source image that the model sees. */
  private Window window(int imageWidth, int imageHeight) {
    if (resize != Resize.CROP) {
      return new Window(0, 0, imageWidth, imageHeight);
    }
    long byHeight = Math.max(1, Math.round((double) imageHeight * width / height));
    if (byHeight <= imageWidth) {
      return new Window((int) (imageWidth - byHeight) / 2, 0, (int) byHeight, imageHeight);
    }
    int cropped = (int) Math.max(1, Math.round((double) imageWidth * height / width));
    return new Window(0, (imageHeight - cropped) / 2, imageWidth, cropped);
  }

  private byte[] planes(Pixels image) {
    if (channels == 1) {
      return image.samples();
    }
    byte[] interleaved = image.samples();
    int plane = height * width;
    byte[] planes = new byte[interleaved.length];
    for (int i = 0; i < plane; i++) {
      for (int c = 0; c < channels; c++) {
        planes[c * plane + i] = interleaved[i * channels + c];
      }
    }
    return planes;
  }

  private record Window(int x, int y, int width, int height) {}
}
