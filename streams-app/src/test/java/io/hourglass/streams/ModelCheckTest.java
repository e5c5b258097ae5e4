package io.hourglass.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.cli.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCheckTest {
  private static final byte[] CONTENT = "a model".getBytes(UTF_8);

  @TempDir Path folder;
  private Path model = Path.of("");

  @BeforeEach
  void write() throws Exception {
    model = Files.write(folder.resolve("model.onnx"), CONTENT);
  }

  @Test
  void takesTheFileWithTheDigest() throws Exception {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    assertThat(ModelCheck.read(model, "sha256:" + digest)).isEqualTo(CONTENT);
    assertThat(ModelCheck.read(model, "sha256:" + digest.toUpperCase(Locale.ROOT)))
        .isEqualTo(CONTENT);

    Files.write(model, "another".getBytes(UTF_8));
    assertThatThrownBy(() -> ModelCheck.read(model, "sha256:" + digest))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("model-verify asks for sha256:" + digest);
  }

  @ParameterizedTest
  @CsvSource({"Ed25519, Ed25519", "RSA, SHA256withRSA"})
  void takesTheFileThatTheOwnerOfTheKeySigned(String algorithm, String signing) throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(keys.getPublic().getEncoded()));
    Path key = Files.writeString(folder.resolve("public.pem"), pem);
    Signature signer = Signature.getInstance(signing);
    signer.initSign(keys.getPrivate());
    signer.update(CONTENT);
    Path signature = Files.write(folder.resolve("model.onnx.sig"), signer.sign());

    assertThat(ModelCheck.read(model, key.toString())).isEqualTo(CONTENT);

    Files.write(model, "another".getBytes(UTF_8));
    assertThatThrownBy(() -> ModelCheck.read(model, key.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is not signed by the owner of");
    Files.delete(signature);
    assertThatThrownBy(() -> ModelCheck.read(model, key.toString()))
        .hasMessageContaining("there is no signature at " + signature);
  }

  @Test
  void saysWhatAKeyLooksLike() throws Exception {
    Path key = Files.writeString(folder.resolve("public.pem"), "no key");
    Files.write(folder.resolve("model.onnx.sig"), new byte[64]);
    assertThatThrownBy(() -> ModelCheck.read(model, key.toString()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("expected is sha256: and 64 hex digits, or a PEM file");
  }
}
