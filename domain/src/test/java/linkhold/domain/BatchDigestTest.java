package linkhold.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import linkhold.domain.Operation.LinkRef;
import org.junit.jupiter.api.Test;

final class BatchDigestTest {

  private static final LinkUrl URL = LinkUrl.parse("https://example.com/");

  /** Batches that an older Linkhold remembered must still be recognised. */
  @Test
  void aDigestStaysWhatItIs() {
    LinkFields fields =
        LinkFields.builder()
            .title("Title")
            .note("Note")
            .tags(List.of(new Tag("a"), new Tag("b")))
            .unread(true)
            .archived(false)
            .createdAt(Instant.parse("2026-01-01T00:00:00.123456Z"))
            .build();
    Precondition seen = new Precondition(Set.of(new Version(1, 2), new Version(1, 3)));
    List<Operation> batch =
        List.of(
            new Operation.Save(new LinkDraft(URL, fields), Precondition.NONE),
            new Operation.Update(
                new LinkRef.ById(7),
                new LinkPatch(URL, LinkFields.NONE, List.of(new Tag("c")), List.of()),
                seen),
            new Operation.Delete(new LinkRef.ByUrl(URL), seen));

    assertEquals(
        "b91b0c61f1971ce0a8960edd52066cbe0991d9945e3e626d744b172cd6c4e405",
        HexFormat.of().formatHex(BatchDigest.of(batch)));
  }

  @Test
  void theSameTextInAnotherFieldIsAnotherBatch() {
    LinkFields title = LinkFields.builder().title("x").build();
    LinkFields note = LinkFields.builder().note("x").build();

    assertFalse(Arrays.equals(digest(title), digest(note)));
  }

  @Test
  void aDigestOfLongTextsStaysWhatItIs() {
    List<Operation> batch = new ArrayList<>();
    for (int length : List.of(1, 4_000, 4_095, 4_096, 4_097, 8_100, 20_000)) {
      LinkFields note = LinkFields.builder().note("é".repeat(length)).build();
      batch.add(new Operation.Save(new LinkDraft(URL, note), Precondition.NONE));
    }

    assertEquals(
        "98828be26cc5d79c3c928637e991e6af95f0b40c91fa2465b25f3c8d44645fb3",
        HexFormat.of().formatHex(BatchDigest.of(batch)));
  }

  private static byte[] digest(LinkFields fields) {
    return BatchDigest.of(
        List.of(new Operation.Save(new LinkDraft(URL, fields), Precondition.NONE)));
  }
}
