package io.hourglass.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeatmapTest {

  @Test
  void isBrightestWhereTheErrorIsLargest() throws Exception {
    Pixels picture = ImageCodec.decode(Heatmap.png(new float[] {0, 0.1f, 0.2f, 0.9f}, 2, 2, 0.1));
    Pixels grey = picture.withChannels(1);

    assertThat(picture.channels()).isEqualTo(3);
    assertThat(grey.samples()[0] & 0xFF).isLessThan(20);
    assertThat(grey.samples()[1] & 0xFF).isLessThan(grey.samples()[2] & 0xFF);
    assertThat(grey.samples()[3] & 0xFF).isGreaterThan(220);
  }

  @Test
  void keepsANormalImageDark() throws Exception {
    Pixels picture = ImageCodec.decode(Heatmap.png(new float[] {0.001f, 0.002f}, 2, 1, 0.1));
    assertThat(picture.withChannels(1).samples()[1] & 0xFF).isLessThan(60);
  }
}
