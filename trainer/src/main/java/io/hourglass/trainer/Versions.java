package io.hourglass.trainer;

import io.hourglass.model.ScoringModel;
import java.util.Map;
import java.util.TreeMap;

/** What a model was made with. */
public final class Versions {
  private Versions() {}

  /** By name: libraries, JDK, platform. */
  public static Map<String, String> all() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("hourglass", of(Versions.class));
    versions.put("pytorch", of(org.bytedeco.pytorch.Tensor.class));
    versions.put("onnxruntime", ScoringModel.runtimeVersion());
    versions.put("java", System.getProperty("java.version"));
    versions.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  private static String of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
