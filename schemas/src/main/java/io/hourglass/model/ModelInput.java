package io.hourglass.model;

import ai.onnxruntime.OnnxJavaType;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a model takes. In a card's JSON, {@code kind} tells them apart; without it, it is images.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind", defaultImpl = ImageInput.class)
@JsonSubTypes({
  @JsonSubTypes.Type(value = ImageInput.class, name = "image"),
  @JsonSubTypes.Type(value = WindowInput.class, name = "window")
})
public sealed interface ModelInput permits ImageInput, WindowInput {
  /** Values in one input. */
  int size();

  /** Values in the error map of one input. */
  int errorMapSize();

  /** Name of the graph's input. */
  String tensorName();

  /** Type of its values. */
  OnnxJavaType tensorType();

  /** Shape of a batch of {@code count} inputs. */
  long[] shape(int count);

  /** Bytes of one input in the graph's input; values are little-endian. */
  default int bytes() {
    return Math.multiplyExact(size(), tensorType().size);
  }
}
