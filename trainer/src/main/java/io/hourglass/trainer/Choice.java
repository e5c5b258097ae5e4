package io.hourglass.trainer;

import io.hourglass.image.Resize;
import io.hourglass.model.ScoreRule;
import io.hourglass.trainer.model.Activation;
import io.hourglass.trainer.model.Family;
import io.hourglass.trainer.model.PixelError;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option whose value is one of a few words; upper and lower case are the same. */
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
  private final List<E> values;

  Choice(Class<E> type) {
    values = List.of(type.getEnumConstants());
  }

  @Override
  public E convert(String text) {
    return values.stream()
        .filter(value -> value.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is none of %s".formatted(text, String.join(", ", this))));
  }

  @Override
  public Iterator<String> iterator() {
    return values.stream().map(value -> value.name().toLowerCase(Locale.ROOT)).iterator();
  }

  /** {@code --activation}. */
  static final class OfActivation extends Choice<Activation> {
    OfActivation() {
      super(Activation.class);
    }
  }

  /** {@code --model}. */
  static final class OfFamily extends Choice<Family> {
    OfFamily() {
      super(Family.class);
    }
  }

  /** {@code --error}. */
  static final class OfError extends Choice<PixelError> {
    OfError() {
      super(PixelError.class);
    }
  }

  /** {@code --pool}. */
  static final class OfPool extends Choice<ScoreRule.Pool> {
    OfPool() {
      super(ScoreRule.Pool.class);
    }
  }

  /** {@code --resize}. */
  static final class OfResize extends Choice<Resize> {
    OfResize() {
      super(Resize.class);
    }
  }
}
