package linkhold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent repeatedly. In path and body {@code {n}} is replaced by a number that no
 * other call has, and {@code {id}} by a random one of 1 to {@code ids}.
 *
 * @param method the method
 * @param path path and query
 * @param body JSON; null for none
 * @param header one more header, as {@code Name: value}; null for none
 * @param tokens the tokens to send, in turn
 * @param tokenFile a file with the same tokens, a line each
 * @param ids the largest {@code {id}}, at least 1
 */
record Request(
    String method,
    String path,
    @Nullable String body,
    @Nullable String header,
    List<String> tokens,
    Path tokenFile,
    long ids) {

  /** The same call below {@code prefix}. */
  Request under(String prefix) {
    return new Request(method, prefix + path, body, header, tokens, tokenFile, ids);
  }

  /** The request's bytes for call {@code n}, which also selects the token. */
  byte[] bytes(long n) {
    long id = ThreadLocalRandom.current().nextLong(ids) + 1;
    return bytes(tokens.get((int) (n % tokens.size())), Long.toString(n), Long.toString(id));
  }

  /** The request's bytes with these values. */
  byte[] bytes(String token, String n, String id) {
    StringBuilder text = new StringBuilder(512);
    text.append(method)
        .append(' ')
        .append(filled(path, n, id))
        .append(" HTTP/1.1\r\nHost: 127.0.0.1");
    text.append("\r\nAuthorization: Bearer ").append(token).append("\r\n");
    if (header != null) {
      text.append(header).append("\r\n");
    }
    if (body == null) {
      text.append("\r\n");
    } else {
      String content = filled(body, n, id);
      text.append("Content-Type: application/json\r\nContent-Length: ");
      text.append(content.getBytes(UTF_8).length).append("\r\n\r\n").append(content);
    }
    return text.toString().getBytes(UTF_8);
  }

  private static String filled(String template, String n, String id) {
    return template.indexOf('{') < 0 ? template : template.replace("{n}", n).replace("{id}", id);
  }
}
