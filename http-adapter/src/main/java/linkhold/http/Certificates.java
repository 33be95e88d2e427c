package linkhold.http;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;

/** The server's certificate, from PEM files. */
final class Certificates {

  private Certificates() {}

  /**
   * TLS 1.2 and 1.3 with the certificate of {@code files}.
   *
   * @throws IllegalArgumentException saying which file cannot be used
   */
  static Tls tls(TlsFiles files) {
    requireReadable(files.certificateChain());
    requireReadable(files.privateKey());
    try {
      Keys keys =
          Keys.builder()
              .pem(pem ->
                  pem.certChain(Resource.create(files.certificateChain()))
                      .key(Resource.create(files.privateKey())))
              .build();
      return Tls.builder()
          .privateKey(keys)
          .privateKeyCertChain(keys)
          .addEnabledProtocol("TLSv1.3")
          .addEnabledProtocol("TLSv1.2")
          .build();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "%s and %s are not a PEM certificate chain and its PKCS #8 private key: %s"
              .formatted(files.certificateChain(), files.privateKey(), e.getMessage()),
          e);
    }
  }

  private static void requireReadable(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("Cannot read " + file);
    }
  }
}
