package io.hourglass.bench.speed;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import one.convert.Arguments;
import one.convert.JfrToFlame;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hourglass bench profile}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Where processor time goes: a flight recording's samples of it, native code included, by kind of"
          + " work, and as a flame graph.",
      "Needs JDK 25 or later on Linux."
    })
public final class ProfileCommand implements Callable<Integer> {
  private static final int FIRST_WITH_SAMPLES = 25;
  private static final String INPUT = "images";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CourseOptions options = new CourseOptions();

  @Option(
      names = "--contender",
      defaultValue = "EXACTLY_ONCE",
      description = "Of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Contender contender = Contender.EXACTLY_ONCE;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "How long it is recorded. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Time for the JVM to compile. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--flame-graph",
      paramLabel = "FILE",
      defaultValue = "profile.html",
      description = "Default: ${DEFAULT-VALUE}.")
  private Path flameGraph = Path.of("");

  @Override
  public Integer call() throws Exception {
    if (Runtime.version().feature() < FIRST_WITH_SAMPLES) {
      throw new UserException(
          "this is Java %d; samples of processor time need %d or later: set JAVA_HOME"
              .formatted(Runtime.version().feature(), FIRST_WITH_SAMPLES));
    }
    Path recording = Files.createTempFile("hourglass", ".jfr");
    try (Course course = options.course()) {
      Duration time = Duration.ofSeconds(warmUp + seconds);
      course.fill(options.workload(), INPUT, options.workload().records(time));
      try (Course.Run run = course.start(contender, INPUT, "profile")) {
        run.awaitFirst();
        TimeUnit.SECONDS.sleep(warmUp);
        long before = run.count();
        JvmTime used = JvmTime.of(run.pid());
        jcmd(run.pid(), "JFR.configure", "stackdepth=256");
        jcmd(run.pid(), "JFR.start", "name=profile", Profile.EVENT + "#enabled=true");
        TimeUnit.SECONDS.sleep(seconds);
        long records = run.count() - before;
        used = JvmTime.of(run.pid()).minus(used);
        jcmd(run.pid(), "JFR.dump", "name=profile", "filename=" + recording);
        print(Profile.of(recording), used, records);
      }
    }
    Arguments arguments = new Arguments();
    arguments.cpuTime = true;
    arguments.simple = true;
    arguments.inverted = true;
    arguments.minwidth = 0.2;
    arguments.title = contender.title() + ", " + options.workload();
    JfrToFlame.convert(recording.toString(), flameGraph.toString(), arguments);
    Files.delete(recording);
    return 0;
  }

  private void print(Profile profile, JvmTime used, long records) {
    if (records <= 0 || profile.total().isZero()) {
      throw new IllegalStateException("nothing was done while it was recorded");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%n%s, %s, %,d records a second%n%n",
        contender.title(), options.title(), records / seconds);
    out.println("| work | us a record | % |");
    out.println("| --- | ---: | ---: |");
    Map<String, Duration> work = new LinkedHashMap<>();
    profile.parts().forEach((part, time) -> work.put(part.title(), time));
    work.put("compilation", used.compilation());
    work.put("garbage collection", used.collection());
    work.put("the JVM besides, its profiler among it", used.other().minus(profile.total()));
    Duration all = used.compilation().plus(used.collection()).plus(used.other());
    work.entrySet().stream()
        .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
        .forEach(
            part ->
                out.printf(
                    "| %s | %.1f | %.0f |%n",
                    part.getKey(),
                    part.getValue().toNanos() / 1e3 / records,
                    100.0 * part.getValue().toNanos() / all.toNanos()));
    out.flush();
  }

  private static void jcmd(long pid, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(String.valueOf(pid));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }
}
