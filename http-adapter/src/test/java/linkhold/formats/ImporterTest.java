package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import linkhold.domain.Link;
import linkhold.domain.LinkStore;
import linkhold.domain.Patience;
import linkhold.domain.Precondition;
import linkhold.domain.UnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The import of entries, in any format. */
class ImporterTest {

  private final TestLibrary library = new TestLibrary();

  @Test
  void aSecondImportChangesNothing() {
    String file =
        "url,title,note,tags,favorite\nhttps://a.example/,A,,x,true\nhttps://b.example/,B,n,,false\n"
            + "https://A.example,Other,mine,\"X,y\",\nhttps://b.example/,B,n,,true\n";
    ImportReport first = library.read(file);
    assertEquals(new ImportCounts(2, 1, 1, 0, 0), first.counts());
    long revision = library.store.links().version(library.account).revision();
    Link a = library.link("https://a.example/");
    assertEquals("A", a.title());
    assertEquals("mine", a.note());
    assertEquals(List.of("x", "y"), TestLibrary.tags(a));
    assertEquals(
        List.of(
            "line 4 (https://A.example): Its URL came before in the file with other texts; those were kept."),
        first.remarks().stream().map(ImportReport.Note::toString).toList());

    assertEquals(new ImportCounts(0, 0, 4, 0, 0), library.read(file).counts());
    assertEquals(revision, library.store.links().version(library.account).revision());
  }

  @Test
  void repeatsThatAreFarApartChangeNothingEither() {
    String many =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "https://example.com/" + i % 1_200 + ",T" + i)
            .collect(Collectors.joining("\n", "url,title\n", "\n"));
    ImportReport first = library.read(many);
    assertEquals(new ImportCounts(1_200, 0, 800, 0, 0), first.counts());
    assertEquals("T7", library.link("https://example.com/7").title());
    assertEquals(new ImportCounts(0, 0, 2_000, 0, 0), library.read(many).counts());
  }

  @Test
  void anExistingLinkIsMergedAndADeletedOneIsRestored() {
    library.read("url,title,tags\nhttps://a.example/,Mine,x\nhttps://b.example/,B,\n");
    Link b = library.link("https://b.example/");
    library.store.links().delete(library.account, b.id(), Precondition.NONE);
    ImportReport report =
        library.read("url,note,tags\nhttps://a.example/,n,y\nhttps://b.example/,,\n");
    assertEquals(new ImportCounts(0, 1, 0, 1, 0), report.counts());
    Link a = library.link("https://a.example/");
    assertEquals("Mine", a.title());
    assertEquals("n", a.note());
    assertEquals(List.of("x", "y"), TestLibrary.tags(a));
  }

  @Test
  void whatIsTooLongIsShortenedAndReported() {
    String tags = IntStream.range(0, 70).mapToObj(i -> "t" + i).collect(Collectors.joining(","));
    ImportReport report =
        library.read(
            "url,title,description,note,tags,created\nhttps://a.example/,%s,%s,%s,\"%s,%s\",someday\n"
                .formatted(
                    "😀".repeat(2049),
                    "d".repeat(16_385),
                    "n".repeat(65_537),
                    "g".repeat(65),
                    tags));
    Link link = library.only();
    assertEquals("😀".repeat(2048), link.title());
    assertEquals("d".repeat(16_384), link.description());
    assertEquals("n".repeat(65_536), link.note());
    assertEquals(64, link.tags().size());
    assertEquals("g".repeat(64), link.tags().getFirst().name());
    assertEquals(1, report.counts().created());
    assertEquals(6, report.remarks().size(), report.remarks()::toString);
  }

  @Test
  void charactersThatNoTextCanHoldAreReplacedAndReported() {
    ImportReport report =
        library.read("{\"url\": \"https://a.example/\", \"title\": \"a\\u0000b\\ud800c\"}");
    assertEquals("a\ufffdb\ufffdc", library.only().title());
    assertEquals(1, report.remarks().size());
    ImportReport refused = library.read("{\"url\": \"https://a.example/\\u0000\"}");
    assertEquals(1, refused.counts().rejected());
  }

  @Test
  void whiteSpaceOfAnyKindIsNotCountedInTags() {
    String wide = "\u00a0".repeat(64);
    ImportReport report =
        library.read(
            "<DL><DT><H3>%1$sf</H3><DL><DT><A HREF=\"https://a.example/\" TAGS=\"%1$s,%1$sx,b%1$sc\">A</A></DL></DL>"
                .formatted(wide));
    assertEquals(new ImportCounts(1, 0, 0, 0, 0), report.counts());
    assertEquals(List.of(), report.remarks());
    assertEquals(List.of("f", "x", "b-c"), TestLibrary.tags(library.only()));
  }

  @Test
  void aLinkWithTooManyTagsIsReported() {
    String tags = IntStream.range(0, 60).mapToObj(i -> "t" + i).collect(Collectors.joining(","));
    library.read("url,tags\nhttps://a.example/,\"" + tags + "\"\n");
    ImportReport report =
        library.read("url,tags\nhttps://b.example/,\nhttps://a.example/,\"a,b,c,d,e\"\n");
    assertEquals(new ImportCounts(1, 0, 0, 0, 1), report.counts());
    assertEquals(3, report.rejections().getFirst().line());
    assertTrue(report.rejections().getFirst().text().contains("64"));
  }

  @Test
  void allRejectionsAreCountedAndTheFirstThousandListed() {
    ImportReport report = library.read("url\n" + "javascript:x\n".repeat(1_500));
    assertEquals(1_500, report.counts().rejected());
    assertEquals(ImportReport.MAX_LISTED, report.rejections().size());
    assertEquals(500, report.unlistedRejections());
    assertEquals(0, report.unlistedRemarks());
  }

  @Test
  void allRemarksAreCountedAndTheFirstThousandListed() {
    ImportReport report =
        library.read("url,created\n" + "https://a.example/,someday\n".repeat(1_500));
    assertEquals(ImportReport.MAX_LISTED, report.remarks().size());
    assertEquals(500, report.unlistedRemarks());
    assertEquals(0, report.unlistedRejections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<DL><DT><A HREF=\"https://a.example/\">A</A></DL>",
        "url\nhttps://a.example/\n",
        "[{\"href\":\"https://a.example/\"}]",
        "[",
        "{\"url\":\"https://a.example/\"}\n"
      })
  void theFileIsNotClosed(String text) {
    AtomicBoolean closed = new AtomicBoolean();
    library.read(
        new ByteArrayInputStream(text.getBytes(UTF_8)) {
          @Override
          public void close() {
            closed.set(true);
          }
        });
    assertFalse(closed.get());
  }

  @Test
  void aBatchIsReadWhileTheOneBeforeItIsSaved() throws IOException {
    CountDownLatch read = new CountDownLatch(1);
    LinkFiles files = new LinkFiles(savedAfter(() -> await(read)));
    InputStream end = endThatRuns(read::countDown);
    files.read(library.account, new SequenceInputStream(rows(0, 1_999), end), _ -> {});
    assertEquals(1_999, library.links().size());
  }

  @Test
  void anImportThatBreaksOffHasEndedItsSaveBefore() {
    CountDownLatch broken = new CountDownLatch(1);
    LinkFiles files = new LinkFiles(savedAfter(() -> await(broken)));
    InputStream end =
        endThatRuns(() -> {
          broken.countDown();
          throw new UncheckedIOException(new IOException("The client has gone."));
        });
    InputStream file = new SequenceInputStream(rows(0, 1_999), end);
    assertThrows(UncheckedIOException.class, () -> files.read(library.account, file, _ -> {}));
    assertEquals(1_000, library.links().size());
  }

  @Test
  void afterABatchThatFailsNoneIsSaved() {
    AtomicInteger saves = new AtomicInteger();
    LinkFiles files =
        new LinkFiles(
            savedAfter(() -> {
              if (saves.incrementAndGet() == 2) {
                throw new UnavailableException("The database is not available.");
              }
            }));
    assertThrows(
        UnavailableException.class, () -> files.read(library.account, rows(0, 5_000), _ -> {}));
    assertEquals(2, saves.get());
    assertEquals(1_000, library.links().size());
  }

  /** The library's store, in which something happens before each save. */
  private LinkStore savedAfter(Runnable before) {
    return (LinkStore)
        Proxy.newProxyInstance(
            LinkStore.class.getClassLoader(),
            new Class<?>[] {LinkStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("save")) {
                before.run();
              }
              return method.invoke(library.store.links(), arguments);
            });
  }

  private static InputStream rows(int from, int to) {
    return new ByteArrayInputStream(
        IntStream.range(from, to)
            .mapToObj(i -> "https://example.com/" + i)
            .collect(Collectors.joining("\n", "url\n", "\n"))
            .getBytes(UTF_8));
  }

  private static InputStream endThatRuns(Runnable action) {
    return new InputStream() {
      @Override
      public int read() {
        action.run();
        return -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        return read();
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Patience.seconds(60), TimeUnit.SECONDS), "in time");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
