package linkhold.http.server;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * TLS 1.2 and 1.3 with a certificate from PEM files, which are read again when they change, so that
 * a renewed certificate needs no restart. New connections get the new one. Files that cannot be
 * used, such as a certificate whose key is still the old one, leave it as it was.
 */
public final class Certificates implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Certificates.class.getName());

  private final TlsFiles files;
  private final Tls tls;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  /** The content that was last read, usable or not. */
  private Content seen;

  /** The last warning about these files, so that it is not repeated. */
  private String warned = "";

  /**
   * Reads {@code files}, and checks every {@code interval} whether they have changed.
   *
   * @throws IllegalArgumentException saying which file cannot be used
   */
  public Certificates(TlsFiles files, Duration interval) {
    this.files = files;
    this.seen = read();
    this.tls = tls(seen);
    var _ =
        watch.scheduleWithFixedDelay(
            this::follow, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The TLS configuration of connections. */
  public Tls tls() {
    return tls;
  }

  /** Stops watching the files. */
  @Override
  public void close() {
    watch.shutdownNow();
  }

  private void follow() {
    try {
      Content content = read();
      if (content.isSameAs(seen)) {
        return;
      }
      seen = content;
      warned = "";
      tls.reload(tls(content));
      LOG.log(Level.INFO, "The certificate in {0} is used from now on", files.certificateChain());
    } catch (RuntimeException e) {
      warn(String.valueOf(e.getMessage()));
    }
  }

  private void warn(String reason) {
    if (!reason.equals(warned)) {
      warned = reason;
      LOG.log(Level.WARNING, "The certificate stays as it was: {0}", reason);
    }
  }

  private Content read() {
    return new Content(read(files.certificateChain()), read(files.privateKey()));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read " + file, e);
    }
  }

  private Tls tls(Content content) {
    try {
      Keys keys =
          Keys.builder()
              .pem(pem ->
                  pem.certChain(Resource.create("certificate", content.chain))
                      .key(Resource.create("key", content.key)))
              .build();
      requirePair(keys);
      return Tls.builder()
          .privateKey(keys)
          .privateKeyCertChain(keys)
          .addEnabledProtocol("TLSv1.3")
          .addEnabledProtocol("TLSv1.2")
          .build();
    } catch (RuntimeException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "%s and %s are not a PEM certificate chain and its PKCS #8 private key: %s"
              .formatted(files.certificateChain(), files.privateKey(), e.getMessage()),
          e);
    }
  }

  /**
   * Checks that certificate and key belong together, which otherwise the first client would find
   * out.
   */
  private static void requirePair(Keys keys) throws GeneralSecurityException {
    PrivateKey privateKey = keys.privateKey().orElseThrow();
    PublicKey publicKey = keys.certChain().getFirst().getPublicKey();
    String scheme =
        switch (publicKey.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> publicKey.getAlgorithm();
        };
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance(scheme);
    signature.initSign(privateKey);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(text);
    if (!signature.verify(signed)) {
      throw new IllegalArgumentException("the key is not the certificate's");
    }
  }

  /**
   * The bytes of both files.
   *
   * @param chain the certificate chain
   * @param key the private key
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by isSameAs
  private record Content(byte[] chain, byte[] key) {
    boolean isSameAs(Content other) {
      return Arrays.equals(chain, other.chain) && Arrays.equals(key, other.key);
    }
  }
}
