package linkhold.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.StoreContract;
import linkhold.domain.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An export can be imported again without loss: every field, with any text. */
class RoundTripTest {

  private static final long SEED = 20261125;

  /** Texts that some format has a meaning for. */
  private static final String[] PIECES = {
    "a",
    "plain words",
    "ä",
    "日本語",
    "😀",
    "\u00a0",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    ",",
    ";",
    "|",
    "\"",
    "\"\"",
    "'",
    "''",
    "=1+1",
    "+",
    "-2",
    "@SUM(A1)",
    "＝",
    "&",
    "&amp;",
    "&#65;",
    "<b>",
    "</A>",
    "<DT>",
    "<DD>",
    "</DL>",
    "<!--",
    "]]>",
    "\\",
    "\\u0041",
    "\u0001",
    "\u0085",
    "\u0080",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\ufffd",
    "[linkding-notes]",
    "[/linkding-notes]",
    "%",
    "null",
    "true",
    "0",
    "{",
    "}",
    "[",
    "]",
    "#",
    "e\u0301",
    "\u202e",
    "linkding:bookmarks.archived"
  };

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void everyFieldIsImportedAgain(FileFormat format) {
    TestLibrary library = new TestLibrary();
    library
        .store
        .links()
        .save(
            library.account,
            StoreContract.draft("https://example.com/a?b=1&c=%20#d", StoreContract.allFields()));
    library.store.links().save(library.account, StoreContract.draft("https://example.com/bare"));
    assertComesBack(library, format);
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void anyTextIsImportedAgain(FileFormat format) {
    Random random = new Random(SEED);
    TestLibrary library = new TestLibrary();
    for (int i = 0; i < 2_000; i++) {
      String url = "https://example.com/" + i + "?q=" + text(random, 3).replaceAll("[\\s#]", "");
      library
          .store
          .links()
          .save(library.account, new LinkDraft(LinkUrl.parse(url), fields(random)));
    }
    assertEquals(2_000, library.links().size());
    assertComesBack(library, format);
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void theLongestTextsComeBack(FileFormat format) {
    TestLibrary library = new TestLibrary();
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      tags.add(new Tag("😀".repeat(62) + (i + 10)));
    }
    library
        .store
        .links()
        .save(
            library.account,
            new LinkDraft(
                LinkUrl.parse("https://example.com/" + "a".repeat(8172)),
                LinkFields.builder()
                    .title("😀".repeat(2048))
                    .description("\n".repeat(16_383) + "a")
                    .note("\"".repeat(65_536))
                    .tags(tags)
                    .build()));
    assertComesBack(library, format);
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void aLibraryWithoutLinksIsAFileThatCanBeRead(FileFormat format) {
    TestLibrary library = new TestLibrary();
    if (format != FileFormat.JSON) { // of no links there are no lines
      ImportReport report = new TestLibrary().read(library.write(format));
      assertEquals(new ImportCounts(0, 0, 0, 0, 0), report.counts());
    }
    assertEquals(format == FileFormat.JSON, library.write(format).length == 0);
  }

  private static void assertComesBack(TestLibrary library, FileFormat format) {
    TestLibrary other = new TestLibrary();
    ImportReport report = other.read(library.write(format));
    assertEquals(List.of(), report.rejections());
    assertEquals(List.of(), report.remarks());
    List<TestLibrary.Said> said = library.said();
    List<TestLibrary.Said> back = other.said();
    for (int i = 0; i < said.size(); i++) {
      assertEquals(said.get(i), back.get(i));
    }
    assertEquals(said.size(), back.size());
    assertEquals(said.size(), report.counts().created());

    ImportReport again = other.read(library.write(format));
    assertEquals(new ImportCounts(0, 0, said.size(), 0, 0), again.counts());
    assertTrue(again.complete());
  }

  private static LinkFields fields(Random random) {
    List<Tag> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = text(random, 3).replaceAll("[\\s\u00a0\u2028\u0085\\p{Cf}\ufe00-\ufe0f]", "");
      if (!name.isBlank()) {
        tags.add(new Tag(name));
      }
    }
    return LinkFields.builder()
        .title(maybe(random))
        .description(maybe(random))
        .note(maybe(random))
        .imageUrl(maybeUrl(random))
        .iconUrl(maybeUrl(random))
        .tags(tags)
        .unread(random.nextBoolean())
        .archived(random.nextBoolean())
        .favorite(random.nextBoolean())
        .shared(random.nextBoolean())
        .createdAt(moment(random))
        .build();
  }

  private static @Nullable String maybe(Random random) {
    return random.nextInt(4) == 0 ? null : text(random, 6);
  }

  private static @Nullable String maybeUrl(Random random) {
    return random.nextBoolean()
        ? null
        : LinkUrl.parse("https://example.com/?i=" + text(random, 3).replaceAll("\\s", "")).given();
  }

  private static @Nullable Instant moment(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> Instant.ofEpochSecond(random.nextInt());
      case 2 -> Instant.ofEpochSecond(random.nextLong(-62_135_596_800L, 253_402_300_800L));
      default -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    };
  }

  private static String text(Random random, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(pieces); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }
}
