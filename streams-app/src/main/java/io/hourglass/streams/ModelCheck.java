package io.hourglass.streams;

import io.hourglass.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model file is the one that was meant: by its digest, or by a signature beside it.
 *
 * <p>The bytes that are checked are those that are loaded, so that nobody can change the file in
 * between.
 */
final class ModelCheck {
  private static final String DIGEST = "sha256:";

  private ModelCheck() {}

  /**
   * Reads a model file, if it is the one that was meant.
   *
   * @param expected {@code sha256:} and 64 hex digits; or a file with a public key (PEM; Ed25519 or
   *     RSA), whose owner's signature lies beside the model as {@code <model>.sig}
   * @throws UserException if it is another one
   */
  static byte[] read(Path model, String expected) {
    byte[] content = bytes(model, "model");
    if (expected.startsWith(DIGEST)) {
      String wanted = expected.substring(DIGEST.length()).strip();
      String found = HexFormat.of().formatHex(sha256(content));
      if (!wanted.equalsIgnoreCase(found)) {
        throw new UserException(
            "%s has the digest sha256:%s, and model-verify asks for %s"
                .formatted(model, found, expected));
      }
      return content;
    }
    Path signature = model.resolveSibling(model.getFileName() + ".sig");
    PublicKey key = publicKey(Path.of(expected));
    if (!verifies(key, content, bytes(signature, "signature"))) {
      throw new UserException(
          "%s is not signed by the owner of %s: its signature %s does not fit"
              .formatted(model, expected, signature));
    }
    return content;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static boolean verifies(PublicKey key, byte[] content, byte[] signature) {
    try {
      Signature verifier =
          Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519");
      verifier.initVerify(key);
      verifier.update(content);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static PublicKey publicKey(Path file) {
    String pem = new String(bytes(file, "public key"), java.nio.charset.StandardCharsets.US_ASCII);
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    PublicKey key = null;
    for (String algorithm : new String[] {"Ed25519", "RSA"}) {
      key = key == null ? parse(algorithm, base64) : key;
    }
    if (key == null) {
      throw new UserException(
          "model-verify is %s; expected is sha256: and 64 hex digits, or a PEM file with an Ed25519 or RSA public key"
              .formatted(file));
    }
    return key;
  }

  private static @Nullable PublicKey parse(String algorithm, String base64) {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] bytes(Path file, String what) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserException("there is no %s at %s".formatted(what, file), e);
    }
  }
}
