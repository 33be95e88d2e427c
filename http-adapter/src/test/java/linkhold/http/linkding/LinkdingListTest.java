package linkhold.http.linkding;

import static linkhold.http.linkding.LinkdingClient.BOOKMARKS;
import static linkhold.http.linkding.LinkdingClient.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import linkhold.domain.Account;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkUrl;
import linkhold.domain.Scope;
import linkhold.http.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkdingListTest {

  private static LinkdingClient ann;

  @BeforeAll
  static void start() {
    ann = LinkdingClient.start(TokenServer.SETTINGS.withTrustedProxies(List.of("127.0.0.1")));
    save("a", "Zebra", "java web", "2020-01-02T00:00:00Z", "\"unread\": true");
    save("b", "apple", "java", "2020-01-01T00:00:00Z", "\"shared\": true");
    save("c", "Mango", "", "2020-01-03T00:00:00.000001Z", "\"unread\": true");
    save("d", "Über die Äpfel", "web", "2020-01-04T00:00:00Z", "\"is_archived\": true");
    save("e", "it's (so) \\\"quoted\\\"", "", "2020-01-05T00:00:00Z", "\"shared\": true");
    ann.send("PATCH", BOOKMARKS + "2/", "{\"notes\": \"changed last\"}");
    bundle("{\"name\": \"1\", \"search\": \"apple or mango\"}");
    bundle("{\"name\": \"2\", \"any_tags\": \"web JAVA\", \"excluded_tags\": \"web\"}");
    bundle("{\"name\": \"3\", \"all_tags\": \"java web\", \"filter_unread\": \"yes\"}");
    bundle("{\"name\": \"4\", \"filter_unread\": \"no\", \"filter_shared\": \"yes\"}");
    bundle("{\"name\": \"5\", \"search\": \"(\"}");
  }

  private static void save(String name, String title, String tags, String added, String more) {
    ann.save(
        "{\"url\": \"https://x.example/%s\", \"title\": \"%s\", \"tag_names\": [\"%s\"], \"date_added\": \"%s\", %s}"
            .formatted(name, title, tags.replace(' ', ','), added, more));
  }

  private static void bundle(String json) {
    LinkdingClient.json(201, ann.send("POST", "/api/bundles/", json));
  }

  @AfterAll
  static void stop() {
    ann.close();
  }

  @ParameterizedTest
  @CsvSource({
    "added_desc,e c a b", "added_asc,b a c e", "modified_desc,b e c a", "modified_asc,a c e b",
    "title_asc,b e c a", "title_desc,a c e b", "nonsense,e c a b", "'',e c a b"
  })
  void bookmarksComeInEveryOrder(String sort, String expected) {
    assertEquals(expected, names(ann.get(BOOKMARKS + "?sort=" + sort)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unread=yes            | c a
          unread=no             | e b
          unread=off            | e c a b
          unread=x              | e c a b
          shared=yes            | e b
          shared=no             | c a
          unread=no&shared=yes  | e b
          bundle=1              | c b
          bundle=1&q=mango      | c
          bundle=2              | b
          bundle=3              | a
          bundle=4              | e b
          bundle=4&unread=yes   | ''
          bundle=5              | ''
          bundle=99             | e c a b
          bundle=x              | e c a b
          added_since=2020-01-02T00:00:00Z                 | e c
          added_since=2020-01-01T23:59:59.999999Z          | e c a
          added_since=2020-01-03                           | e c
          added_since=2020-01-03T00:00:00.000001           | e
          added_since=2020-01-02T02:00:00%2B02:00          | e c
          added_since=2020-01-02T02:00:00+0200             | e c
          added_since=2020-13-01                           | e c a b
          added_since=yesterday                            | e c a b
          added_since=9999-12-31T23:59:59Z                 | ''
          modified_since=2020-01-01T00:00:00Z              | e c a b
          modified_since=9999-01-01T00:00:00Z              | ''
          modified_since=                                  | e c a b
          q=apple&unread=no                                | b
          """)
  void parametersSelect(String query, String expected) {
    JsonNode list = ann.get(BOOKMARKS + "?" + query);
    assertEquals(expected, names(list));
    assertEquals(list.get("results").size(), list.get("count").asInt());
  }

  @Test
  void modifiedSinceIsStrict() {
    JsonNode last = ann.get(BOOKMARKS + "?sort=modified_desc&limit=2").get("results");
    String query = BOOKMARKS + "?modified_since=";

    assertEquals("", names(ann.get(query + last.get(0).get("date_modified").asText())));
    assertEquals("b", names(ann.get(query + last.get(1).get("date_modified").asText())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                        | e c a b
          MANGO                     | c
          apple or mango            | c b
          apple and mango           | ~~
          not apple                 | e c a
          NOT (apple OR mango)      | e a
          #java                     | a b
          #JAVA #web                | a
          #java not #web            | b
          java                      | a b
          !unread                   | c a
          !untagged                 | e c
          !untagged !unread         | c
          not !untagged             | a b
          !untagged mango           | c
          !whatever                 | e c a b
          "changed last"            | b
          'changed last'            | b
          "last changed"            | ~~
          "it's (so)"               | e
          "\"quoted\""            | e
          apple or (mango and !unread) | c b
          (((mango)))               | c
          #                         | e c a b
          (                         | ~~
          apple)                    | ~~
          and                       | ~~
          apple or                  | ~~
          not                       | ~~
          ()                        | ~~
          "unclosed                 | ~~
          x.example/a               | a
          """)
  void queriesAreReadAsThere(String q, String expected) {
    JsonNode list = ann.get(BOOKMARKS + "?q=" + URLEncoder.encode(q, StandardCharsets.UTF_8));
    assertEquals(expected, names(list));
    assertEquals(list.get("results").size(), list.get("count").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "mango, zzz, c",
    "mango or (x.example, and (apple, e c a b",
    "mango and not (apple or x.example, or not mango, ''",
    "not (apple, or mango), e c a",
    "mango, zzz (, c"
  })
  void after64TermsTheRestOfAQueryIsLeftOut(String begin, String rest, String expected) {
    int terms = begin.replaceAll("\\b(and|or|not)\\b|\\(", " ").strip().split(" +", -1).length;
    String query = begin + " .example".repeat(64 - terms) + " " + rest;
    JsonNode list = ann.get(BOOKMARKS + "?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    assertEquals(expected, names(list));
  }

  @Test
  void archivedBookmarksHaveTheirOwnList() {
    assertEquals("d", names(ann.get(BOOKMARKS + "archived/")));
    assertEquals("d", names(ann.get(BOOKMARKS + "archived/?q=apfel&sort=title_asc")));
    assertEquals("", names(ann.get(BOOKMARKS + "archived/?q=mango")));
  }

  @Test
  void pagesHaveTheAddressesOfTheirNeighbours() {
    String server = "http://127.0.0.1:" + ann.server.http.api.port();

    JsonNode first = ann.get(BOOKMARKS + "?sort=added_asc&limit=3&q=not+zzz%20example");
    JsonNode second = ann.get(relative(first.get("next"), server));

    assertEquals(4, first.get("count").asInt());
    assertEquals("b a c", names(first));
    assertTrue(first.get("previous").isNull());
    assertEquals(4, second.get("count").asInt());
    assertEquals("e", names(second));
    assertTrue(second.get("next").isNull());
    assertEquals("b a c", names(ann.get(relative(second.get("previous"), server))));
    JsonNode middle = ann.get(BOOKMARKS + "?limit=2&offset=1");
    assertEquals("c a", names(middle));
    assertTrue(
        middle.get("previous").asText().endsWith("?limit=2&offset=0")
            || middle.get("previous").asText().endsWith("?offset=0&limit=2"));
  }

  private static String relative(JsonNode url, String server) {
    assertTrue(url.asText().startsWith(server + BOOKMARKS + "?"), url.asText());
    URI uri = URI.create(url.asText());
    return uri.getRawPath() + "?" + uri.getRawQuery();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=-1", "limit=x", "limit=", "offset=-5", "offset=x"})
  void invalidNumbersCountAsAbsent(String query) {
    assertEquals("e c a b", names(ann.get(BOOKMARKS + "?" + query)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"offset=4", "offset=5&limit=2", "offset=999999999999999", "offset=4&limit=10000"})
  void beyondTheEndThereIsNothing(String query) {
    JsonNode list = ann.get(BOOKMARKS + "?" + query);

    assertEquals(4, list.get("count").asInt());
    assertEquals("", names(list));
    assertTrue(list.get("next").isNull());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-Proto: https; X-Forwarded-Host: links.example      | https://links.example
          X-Forwarded-Proto: https                                       | https://127.0.0.1:PORT
          X-Forwarded-Host: links.example:8443, inner.example            | http://links.example:8443
          X-Forwarded-Proto: https; X-Forwarded-Host: bad host/"         | https://127.0.0.1:PORT
          """)
  void addressesAreThoseThatTheClientSeesBehindAProxy(String headers, String expected) {
    var request = ann.request(BOOKMARKS + "?limit=1");
    for (String header : headers.split("; ", -1)) {
      String[] parts = header.split(": ", 2);
      request.header(parts[0], parts[1].strip());
    }

    JsonNode list = LinkdingClient.json(200, ann.server.http.send(request));

    String origin = expected.replace("PORT", Integer.toString(ann.server.http.api.port()));
    assertTrue(
        list.get("next").asText().startsWith(origin + BOOKMARKS + "?"), list.get("next").asText());
  }

  @Test
  void headersOfAnUntrustedProxyAreIgnored() {
    try (LinkdingClient direct = LinkdingClient.start()) {
      direct.save("{\"url\": \"https://a.example\"}");
      direct.save("{\"url\": \"https://b.example\"}");
      JsonNode list =
          LinkdingClient.json(
              200,
              direct.server.http.send(
                  direct
                      .request(BOOKMARKS + "?limit=1")
                      .header("X-Forwarded-Proto", "https")
                      .header("X-Forwarded-Host", "evil.example")));
      assertTrue(
          list.get("next").asText().startsWith("http://127.0.0.1:"), list.get("next").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 2_000, 10_000})
  void longPagesComeWholeWithoutRepeats(int limit) {
    try (LinkdingClient many = LinkdingClient.start()) {
      Account account = many.server.stores.accounts().find("ann").orElseThrow();
      many.server
          .stores
          .links()
          .save(
              account.id(),
              IntStream.range(0, 2_345)
                  .mapToObj(i -> LinkDraft.of(LinkUrl.parse("https://x.example/" + i)))
                  .toList());
      Set<String> seen = new HashSet<>();
      int read = 0;
      for (int offset = 0; offset < 2_345; offset += limit) {
        JsonNode list =
            many.get(BOOKMARKS + "?sort=title_asc&limit=%d&offset=%d".formatted(limit, offset));
        assertEquals(2_345, list.get("count").asInt());
        assertEquals(Math.min(limit, 2_345 - offset), list.get("results").size());
        assertEquals(offset + limit >= 2_345, list.get("next").isNull());
        list.get("results").forEach(bookmark -> seen.add(bookmark.get("url").asText()));
        read += list.get("results").size();
      }
      assertEquals(2_345, seen.size());
      assertEquals(2_345, read);
    }
  }

  @Test
  void anotherAccountsBundleSelectsNothingElse() {
    String bob = ann.server.secret("bob", Scope.WRITE);
    ann.server.post(bob, BOOKMARKS, "{\"url\": \"https://x.example/bobs\"}");

    JsonNode list = LinkdingClient.json(200, ann.server.get(bob, BOOKMARKS + "?bundle=5"));

    assertEquals("bobs", names(list));
  }
}
