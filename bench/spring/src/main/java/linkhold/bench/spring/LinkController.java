package linkhold.bench.spring;

import java.io.IOException;
import java.util.List;
import linkhold.bench.rival.AccountsByToken;
import linkhold.bench.rival.Draft;
import linkhold.domain.TokenDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The HTTP calls on links. */
@RestController
class LinkController {

  private static final int LIMIT = 50;

  private final LinkService links;
  private final Tokens tokens;
  private final AccountsByToken cache = new AccountsByToken();

  LinkController(LinkService links, Tokens tokens) {
    this.links = links;
    this.tokens = tokens;
  }

  @PostMapping("/v1/links")
  ResponseEntity<LinkAnswer> save(
      @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization, @RequestBody byte[] body)
      throws IOException {
    LinkEntity link = links.save(account(authorization), Draft.parse(body));
    boolean created = link.id() == link.revision();
    return answer(created ? HttpStatus.CREATED : HttpStatus.OK, link);
  }

  @GetMapping("/v1/links/{id}")
  ResponseEntity<LinkAnswer> find(
      @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization, @PathVariable long id) {
    return links
        .find(account(authorization), id)
        .map(link -> answer(HttpStatus.OK, link))
        .orElse(ResponseEntity.notFound().build());
  }

  @GetMapping("/v1/links")
  LinkAnswer.Page page(@RequestHeader(HttpHeaders.AUTHORIZATION) String authorization) {
    List<LinkEntity> found = links.newest(account(authorization), LIMIT + 1);
    String next = found.size() > LIMIT ? "n" + found.get(LIMIT - 1).id() : null;
    return new LinkAnswer.Page(
        found.stream().limit(LIMIT).map(LinkEntity::toAnswer).toList(), next);
  }

  private static ResponseEntity<LinkAnswer> answer(HttpStatus status, LinkEntity link) {
    return ResponseEntity.status(status).eTag("\"" + link.revision() + "\"").body(link.toAnswer());
  }

  private long account(@Nullable String authorization) {
    TokenDigest token = AccountsByToken.digest(authorization);
    if (token == null) {
      throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
    }
    Long known = cache.account(token);
    if (known != null) {
      return known;
    }
    long account =
        tokens
            .findByDigest(token.bytes())
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED))
            .accountId();
    cache.remember(token, account);
    return account;
  }
}
