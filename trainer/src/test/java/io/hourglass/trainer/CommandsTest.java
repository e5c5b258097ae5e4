package io.hourglass.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.cli.UserException;
import io.hourglass.image.ImageCodec;
import io.hourglass.image.Pixels;
import io.hourglass.model.ModelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands as a user types them. */
class CommandsTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StringWriter complaints = new StringWriter();
  private final PrintStream standardOut = System.out;
  private final PrintStream standardError = System.err;

  @Command(name = "hourglass")
  static final class Root {}

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(standardOut);
    System.setErr(standardError);
  }

  private int run(String... arguments) {
    return new CommandLine(new Root())
        .addSubcommand(new TrainCommand())
        .addSubcommand(new EvaluateCommand())
        .addSubcommand(new InspectCommand())
        .addSubcommand(new CompareCommand())
        .setErr(new PrintWriter(complaints))
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              assertThat(exception).isInstanceOfAny(UserException.class, ModelException.class);
              complaints.append(exception.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  private String out() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void trainEvaluateInspect() {
    Path train = TestImages.idx(TestImages.discs(200, 8, 1, 1), folder, "train-images-idx3");
    Path test =
        TestImages.idx(
            TestImages.both(TestImages.discs(50, 8, 1, 2), TestImages.rings(50, 8, 1, 3)),
            folder,
            "test-images-idx3");
    String model = folder.resolve("m.onnx").toString();

    assertThat(
            run(
                "train",
                "--data=" + train,
                "--normal-label=1",
                "--model=MLP",
                "--widths=20,10",
                "--latent=3",
                "--epochs=3",
                "--no-relative",
                "--out=" + model))
        .isZero();
    assertThat(out())
        .contains("200 images of 8 x 8 pixels, grey", "epoch 3/3  loss 0.", "m version")
        .contains("alert above a score of");

    printed.reset();
    String report = folder.resolve("report").toString();
    assertThat(
            run(
                "evaluate",
                "--model=" + model,
                "--data=" + test,
                "--normal-label=1",
                "--false-alarm-rate=0.05",
                "--out=" + report))
        .isZero();
    assertThat(out())
        .containsPattern("images +50 normal, 50 anomalous")
        .containsPattern("AUROC +[01]\\.\\d{4}")
        .containsPattern("average precision +[01]\\.\\d{4}")
        .containsPattern("threshold +\\d.* for 1 false alarm in 20 normal images")
        .containsPattern("false-alarm rate +0\\.\\d{4} \\(\\d+ of 50\\)")
        .containsPattern("detection rate +[01]\\.\\d{4} \\(\\d+ of 50\\)")
        .contains("index.html");
    assertThat(folder.resolve("report/index.html")).isNotEmptyFile();

    printed.reset();
    assertThat(run("inspect", model)).isZero();
    assertThat(out())
        .containsPattern("family +mlp")
        .containsPattern("input +images of 8 x 8 pixels, grey; other sizes are refused")
        .containsPattern("1 in 1,000 normal records +0\\.\\d+")
        .containsPattern("input image +uint8 \\[N, 1, 8, 8\\]")
        .containsPattern("output latent +float \\[N, 3\\]");

    printed.reset();
    assertThat(run("inspect", "--json", model)).isZero();
    assertThat(out()).contains("\"contract\" : 1", "\"quantiles\"");
  }

  @Test
  void evaluatesWhereAllImagesAreNormal() {
    Path data = TestImages.idx(TestImages.discs(60, 8, 1, 1), folder, "images-idx3");
    String model = folder.resolve("m.onnx").toString();
    assertThat(
            run(
                "train",
                "--data=" + data,
                "--model=mlp",
                "--widths=9",
                "--epochs=1",
                "--latent=2",
                "--out=" + model))
        .isZero();
    printed.reset();

    assertThat(
            run(
                "evaluate",
                "--model=" + model,
                "--data=" + data,
                "--normal-label=1",
                "--out=" + folder.resolve("report")))
        .isZero();
    assertThat(out())
        .contains("60 normal, 0 anomalous", "false-alarm rate")
        .doesNotContain("AUROC");
  }

  @Test
  void complainsInOneSentence() {
    assertThat(run("train", "--data=" + folder.resolve("nothing"))).isEqualTo(1);
    assertComplaint("there are no images at");

    assertThat(run("train", "--data=x", "--model=perceptron")).isEqualTo(2);
    assertComplaint("'perceptron' is none of mlp, pca, conv");

    assertThat(run("train", "--data=x", "--resize=zoom")).isEqualTo(2);
    assertComplaint("'zoom' is none of none, stretch, crop");

    assertThat(run("train", "--data=x", "--size=big")).isEqualTo(1);
    assertComplaint("size is 'big'; expected is WIDTHxHEIGHT");

    assertThat(run("train", "--data=x", "--epochs=0")).isEqualTo(1);
    assertComplaint("epochs is 0; allowed is 1 or more");

    assertThat(run("train", "--data=x", "--label=fault")).isEqualTo(1);
    assertComplaint("label is for readings, but no CSV or NumPy file is at x");

    Path history = TestSeries.csv(folder.resolve("history.csv"), 50, 1);
    assertThat(run("train", "--data=" + history, "--size=8x8")).isEqualTo(1);
    assertComplaint("size is for images, but the data are readings: " + history);

    assertThat(run("evaluate", "--model=no.onnx", "--data=x", "--normal-label=1")).isEqualTo(1);
    assertComplaint("there is no model file no.onnx");

    assertThat(run("inspect", "no.onnx")).isEqualTo(1);
    assertComplaint("there is no model file no.onnx");
  }

  private void assertComplaint(String saying) {
    assertThat(complaints.toString()).contains(saying).doesNotContain("\tat ");
    complaints.getBuffer().setLength(0);
  }

  @Test
  void comparesModels() throws IOException {
    Path train = TestImages.idx(TestImages.discs(120, 8, 1, 1), folder, "train-images-idx3");
    Path test =
        TestImages.idx(
            TestImages.both(TestImages.discs(20, 8, 1, 2), TestImages.rings(20, 8, 1, 3)),
            folder,
            "test-images-idx3");
    Path out = folder.resolve("comparison");

    assertThat(
            run(
                "compare",
                "--data=" + train,
                "--test=" + test,
                "--normal-label=1",
                "--models=pca,mlp",
                "--latents=2,5",
                "--widths=16",
                "--augment=shift=1",
                "--epochs=2",
                "--out=" + out))
        .isZero();

    assertThat(out())
        .containsPattern("model +latent +squared error +AUROC")
        .containsPattern("pca +2 +\\d")
        .containsPattern("pca +5 +\\d")
        .containsPattern("mlp +2 +\\d")
        .containsPattern("mlp +5 +\\d");
    assertThat(Files.readString(out.resolve("index.html")))
        .contains("Latents of pca", "Latents of mlp", "t-SNE", "AUROC against the latent")
        .doesNotContain("NaN");
    assertThat(out.resolve("mlp-5.onnx")).isNotEmptyFile();
  }

  @Test
  void evaluatesPixelsByMasks() throws IOException {
    Path images = folder.resolve("images");
    Path masks = Files.createDirectory(folder.resolve("masks"));
    byte[] spotless = new byte[64];
    for (int i = 0; i < 60; i++) {
      Files.createDirectories(images.resolve("good"));
      spotless[i % 8] = (byte) (100 + i);
      Files.write(
          images.resolve("good/%02d.png".formatted(i)),
          ImageCodec.png(new Pixels(8, 8, 1, spotless)));
    }
    byte[] spotted = spotless.clone();
    spotted[45] = (byte) 255;
    byte[] mask = new byte[64];
    mask[45] = (byte) 255;
    Files.createDirectories(images.resolve("bad"));
    Files.write(images.resolve("bad/spot.png"), ImageCodec.png(new Pixels(8, 8, 1, spotted)));
    String model = folder.resolve("m.onnx").toString();
    assertThat(
            run(
                "train",
                "--data=" + images.resolve("good"),
                "--model=pca",
                "--latent=3",
                "--out=" + model))
        .isZero();
    String[] evaluate = {
      "evaluate",
      "--model=" + model,
      "--data=" + images,
      "--normal-label=good",
      "--masks=" + masks,
      "--out=" + folder.resolve("report")
    };

    assertThat(run(evaluate)).isOne();
    assertThat(complaints.toString()).contains("the anomalous image bad/spot.png has no mask");

    Files.write(masks.resolve("spot.png"), ImageCodec.png(new Pixels(8, 8, 1, mask)));
    assertThat(run(evaluate)).isZero();
    assertThat(out()).containsPattern("AUROC of pixels +1\\.0000");
  }
}
