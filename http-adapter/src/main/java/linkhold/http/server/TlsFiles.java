package linkhold.http.server;

import java.nio.file.Path;

/**
 * The files of the server's certificate.
 *
 * @param certificateChain a PEM file of X.509 certificates, the server's own first
 * @param privateKey a PEM file of the key that belongs to it: PKCS #8, not encrypted
 */
public record TlsFiles(Path certificateChain, Path privateKey) {}
