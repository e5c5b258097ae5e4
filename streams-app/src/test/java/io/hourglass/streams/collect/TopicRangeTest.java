package io.hourglass.streams.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRangeTest {

  @Test
  void isReadAndWritten() {
    TopicRange range = TopicRange.parse("1:17-1100,0:0-0");

    assertThat(range).hasToString("0:0-0,1:17-1100");
    assertThat(range.size()).isEqualTo(1085);
    assertThat(range.has(0, 0)).isTrue();
    assertThat(range.has(0, 1)).isFalse();
    assertThat(range.has(1, 16)).isFalse();
    assertThat(range.has(1, 1100)).isTrue();
    assertThat(range.has(2, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0:1", "0:2-1", "0:-1-4", "0:0-1,0:2-3", "0:0-1,", "a:0-1"})
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> TopicRange.parse(text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("offsets is '" + text + "'; expected is partition:first-last");
  }
}
