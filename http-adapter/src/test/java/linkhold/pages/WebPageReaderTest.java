package linkhold.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageContent;
import linkhold.domain.PageReader.Result;
import linkhold.domain.Patience;
import linkhold.outgoing.AllowedTargets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading over the network, from a small web server on loopback, which a setting allows. */
final class WebPageReaderTest {

  private static final Duration LIMIT = Patience.of(Duration.ofSeconds(15));

  private final PageServer web = new PageServer();
  private final WebPageReader reader = reader("127.0.0.1");

  private static WebPageReader reader(String... allowed) {
    return new WebPageReader(new AllowedTargets(List.of(allowed)));
  }

  @AfterEach
  void stop() {
    reader.close();
    web.close();
  }

  private Result read(String path) {
    return reader.read(LinkUrl.parse(web.url(path)), LIMIT);
  }

  private PageContent page(String path) {
    return assertInstanceOf(Result.Content.class, read(path)).page();
  }

  @Test
  void allMetadataOfAPageIsRead() {
    web.html(
        "/a/page?x=1",
        """
        <!doctype html><html lang="en-GB"><head><title>The title</title>
        <meta property="og:description" content="About &amp; around">
        <meta property="og:image" content="../picture.png">
        <link rel="shortcut icon" href="/icon.svg"></head><body>x</body></html>
        """);
    assertEquals(
        new PageContent(
            "The title",
            "About & around",
            web.url("/picture.png"),
            web.url("/icon.svg"),
            web.url("/a/page?x=1"),
            "en-GB"),
        page("/a/page?x=1#fragment"));
  }

  @Test
  void theRequestShowsNothingAboutThePerson() {
    web.html("/a", "<title>T</title><link rel=icon href=/i>");
    reader.read(LinkUrl.parse(web.url("/a").replace("http://", "http://ada:secret@")), LIMIT);
    String request = web.requests.getFirst().toLowerCase(Locale.ROOT);
    assertTrue(request.contains("user-agent: linkhold"), request);
    for (String header : List.of("cookie", "authorization", "referer", "secret", "ada")) {
      assertFalse(request.contains(header), request);
    }
  }

  @Test
  void redirectsAreFollowedFiveTimesAndNoMore() {
    for (int i = 1; i <= 7; i++) {
      web.redirect("/r" + i, i % 2 == 0 ? "/r" + (i - 1) : web.url("/r" + (i - 1)));
    }
    web.html("/r0", "<title>Arrived</title>");
    assertEquals("Arrived", page("/r5").title());
    assertEquals(web.url("/r0"), page("/r5").finalUrl());
    assertInstanceOf(Result.Unreachable.class, read("/r6"));
    web.redirect("/loop", "/loop");
    web.requests.clear();
    assertInstanceOf(Result.Unreachable.class, read("/loop"));
    assertEquals(6, web.requests.size());
  }

  @Test
  void aRedirectIsCheckedLikeTheFirstUrlAndTheRefusedServerSeesNoConnection() {
    try (PageServer secret = new PageServer()) {
      secret.html("/", "<title>Secret</title>");
      WebPageReader byName =
          new WebPageReader(
              new AllowedTargets(List.of("good.example")),
              host -> List.of(InetAddress.ofLiteral("127.0.0.1")));
      String good = "http://good.example:" + web.port();
      for (String location :
          List.of(
              secret.url("/"),
              "http://localhost:" + secret.port() + "/",
              "http://0x7f.1:" + secret.port() + "/",
              "http://evil.example:" + secret.port() + "/",
              "//127.0.0.1:" + secret.port() + "/",
              "file:///etc/passwd",
              "ftp://127.0.0.1/")) {
        web.redirect("/to", location);
        Result result = byName.read(LinkUrl.parse(good + "/to"), LIMIT);
        assertInstanceOf(Result.Unreachable.class, result, location);
      }
      web.html("/ok", "<title>Fine</title><link rel=icon href=/i>");
      assertInstanceOf(Result.Content.class, byName.read(LinkUrl.parse(good + "/ok"), LIMIT));
      assertEquals(0, secret.connections.get());
      byName.close();
    }
  }

  @Test
  void aNameThatMeansAnotherAddressAMomentLaterIsConnectedToWhereItWasChecked() {
    AtomicInteger lookups = new AtomicInteger();
    try (PageServer secret = new PageServer();
        WebPageReader rebound =
            new WebPageReader(
                new AllowedTargets(List.of("127.0.0.1")),
                _ ->
                    List.of(
                        InetAddress.ofLiteral(
                            lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2")))) {
      web.html("/", "<title>Checked</title><link rel=icon href=/i>");
      Result result =
          rebound.read(LinkUrl.parse("http://rebind.example:" + web.port() + "/"), LIMIT);
      assertEquals("Checked", assertInstanceOf(Result.Content.class, result).page().title());
      assertEquals(1, lookups.get());
      assertInstanceOf(
          Result.Unreachable.class,
          rebound.read(LinkUrl.parse("http://rebind.example:" + secret.port() + "/"), LIMIT));
      assertEquals(0, secret.connections.get());
    }
  }

  @Test
  void aForbiddenAddressLooksLikeAMissingPage() {
    try (WebPageReader closed = reader()) {
      web.html("/", "<title>Secret</title>");
      Result refused = closed.read(LinkUrl.parse(web.url("/")), LIMIT);
      assertEquals(refused, closed.read(LinkUrl.parse("http://nowhere.invalid/"), LIMIT));
      assertEquals(refused, reader.read(LinkUrl.parse("http://127.0.0.1:1/"), LIMIT));
      assertEquals(0, web.connections.get());
    }
  }

  @Test
  void aServerThatDripsIsLeftInTime() {
    web.on(
        "/headers",
        out -> {
          out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
          for (int i = 0; i < 1_000; i++) {
            out.write(("X-Drip-" + i + ": x\r\n").getBytes(ISO_8859_1));
            out.flush();
            Thread.sleep(100);
          }
        });
    web.on(
        "/body",
        out -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Drip</title>"
                  .getBytes(ISO_8859_1));
          for (int i = 0; i < 1_000; i++) {
            out.write('x');
            out.flush();
            Thread.sleep(100);
          }
        });
    long begin = System.nanoTime();
    Duration limit = Duration.ofSeconds(2);
    assertInstanceOf(
        Result.Unreachable.class, reader.read(LinkUrl.parse(web.url("/headers")), limit));
    Result drip = reader.read(LinkUrl.parse(web.url("/body")), limit);
    assertEquals("Drip", assertInstanceOf(Result.Content.class, drip).page().title());
    // On a quiet machine four seconds; the servers would go on for two hundred.
    assertTrue(System.nanoTime() - begin < Patience.of(Duration.ofSeconds(60)).toNanos());
  }

  @Test
  void aPageThatNeverEndsIsReadForAWhile() {
    AtomicInteger written = new AtomicInteger();
    web.on(
        "/",
        out -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>".getBytes(ISO_8859_1));
          byte[] more = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
          while (true) {
            out.write(more);
            written.addAndGet(more.length);
          }
        });
    assertInstanceOf(Result.Nothing.class, read("/"));
    assertTrue(written.get() < 50 * 1024 * 1024, "written: " + written);
  }

  @Test
  void aBombIsReadToFiveMebibytesAndATitleInItsBeginningCounts() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write("<title>Boom</title><p>".getBytes(UTF_8));
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 1_000; i++) {
        gzip.write(zeros);
      }
    }
    assertTrue(bomb.size() < 2 * 1024 * 1024, "more than 1 : 900");
    String headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
    web.respond("/", "200 OK", headers, bomb.toByteArray());
    assertEquals("Boom", page("/").title());
  }

  @Test
  void aTitleFarIntoThePageCounts() {
    String script = "<script>" + "var x = '<b>';".repeat(50_000) + "</script>";
    web.html("/", "<html><head>" + script + "<title>Far</title></head><body></body></html>");
    assertEquals("Far", page("/").title());
  }

  @Test
  void theCharsetIsFoundAsBrowsersFindIt() {
    charset("utf-8", "text/html; charset=iso-8859-1", "<title>Grüße</title>"); // valid UTF-8 wins
    charset("windows-1252", "text/html", "<title>Grüße – €</title>");
    charset("windows-1251", "text/html; charset=windows-1251", "<title>Привет</title>");
    charset("Shift_JIS", "text/html", "<meta charset=shift_jis><title>日本語の題</title>");
    charset("x-MacUkraine", "text/html; charset=x-mac-ukrainian", "<title>Привіт</title>");
    charset("ISO-8859-8", "text/html; charset=iso-8859-8-i", "<title>שלום</title>");
    charset("UTF-16BE", "text/html", "\ufeff<title>Κείμενο</title>");
    charset("utf-8", "text/html", "\ufeff<title>Ünï</title>");
  }

  private void charset(String charset, String contentType, String html) {
    web.respond(
        "/",
        "200 OK",
        "Content-Type: " + contentType + "\r\n",
        html.getBytes(Charset.forName(charset)));
    assertEquals(html.replaceAll(".*<title>(.*)</title>.*", "$1"), page("/").title(), charset);
  }

  @Test
  void aFileIsCalledByItsName() {
    web.respond("/d/An%20annual.pdf?x", "200 OK", "Content-Type: application/pdf\r\n", bytes());
    assertEquals("An annual.pdf", page("/d/An%20annual.pdf?x").title());
    web.respond(
        "/download",
        "200 OK",
        "Content-Type: application/zip\r\nContent-Disposition: attachment; filename=\"a b.zip\"\r\n",
        bytes());
    assertEquals("a b.zip", page("/download").title());
    web.respond("/p/photo.jpg", "200 OK", "Content-Type: image/jpeg\r\n", bytes());
    assertEquals("photo.jpg", page("/p/photo.jpg").title());
    assertEquals(web.url("/p/photo.jpg"), page("/p/photo.jpg").imageUrl());
  }

  private static byte[] bytes() {
    return new byte[] {1, 2, 3};
  }

  @Test
  void theIconOfTheSiteIsTakenWhenItAnswers() {
    web.html("/", "<title>T</title>");
    web.respond("/favicon.ico", "200 OK", "Content-Type: image/x-icon\r\n", bytes());
    assertEquals(web.url("/favicon.ico"), page("/").iconUrl());
  }

  @Test
  void aSiteIsAskedForItsIconOnceWhetherItHasOneOrNot() {
    web.html("/", "<title>T</title>");
    assertNull(page("/").iconUrl());
    assertNull(page("/").iconUrl());
    List<String> requests =
        web.requests.stream().filter(request -> request.contains("/favicon.ico")).toList();
    assertEquals(1, requests.size(), requests.toString());
    try (PageServer other = new PageServer()) {
      other.html("/", "<title>T</title>");
      other.respond("/favicon.ico", "200 OK", "Content-Type: image/x-icon\r\n", bytes());
      for (int i = 0; i < 2; i++) {
        Result read = reader.read(LinkUrl.parse(other.url("/")), LIMIT);
        assertEquals(other.url("/favicon.ico"), read.content().orElseThrow().iconUrl());
      }
      assertEquals(3, other.connections.get());
    }
  }

  @Test
  void anEmbeddablePageHasItsTitleInItsOembedDocument() {
    web.html(
        "/watch",
        "<title>- YouTube</title><link rel=alternate type=application/json+oembed href=/oembed?a>");
    web.respond(
        "/oembed?a",
        "200 OK",
        "Content-Type: application/json\r\n",
        "{\"title\": \"A video\", \"thumbnail_url\": \"/thumb.jpg\"}".getBytes(UTF_8));
    assertEquals("A video", page("/watch").title());
    assertEquals(web.url("/thumb.jpg"), page("/watch").imageUrl());
  }

  @Test
  void anErrorGivesNothingAndAnOverloadedServerIsAskedAgain() {
    byte[] body = "<title>Sorry</title>".getBytes(UTF_8);
    for (String status : List.of("403 Forbidden", "404 Not Found", "410 Gone", "401 No")) {
      web.respond("/", status, "Content-Type: text/html\r\n", body);
      assertInstanceOf(Result.Nothing.class, read("/"), status);
    }
    for (String status : List.of("429 Too Many", "500 Oh", "503 Unavailable")) {
      web.respond("/", status, "Content-Type: text/html\r\n", body);
      assertInstanceOf(Result.Unreachable.class, read("/"), status);
    }
  }
}
