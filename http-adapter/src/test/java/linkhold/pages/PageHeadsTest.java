package linkhold.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import linkhold.domain.LinkUrl;
import linkhold.domain.PageReader.Result;
import linkhold.domain.Patience;
import linkhold.outgoing.AllowedTargets;
import org.junit.jupiter.api.Test;

/** Fifty heads of pages, with the title that each must give, or none. */
final class PageHeadsTest {

  @Test
  void eachHeadGivesItsTitleAndNoneGivesAWrongOne() throws IOException {
    List<String> wrong = new ArrayList<>();
    int count = 0;
    try (PageServer web = new PageServer();
        WebPageReader reader = new WebPageReader(new AllowedTargets(List.of("127.0.0.1")))) {
      for (String line : lines()) {
        String[] parts = line.split(" ¦ ", 4);
        web.html(parts[1], parts[3].replace("\\n", "\n"));
        Result result =
            reader.read(LinkUrl.parse(web.url(parts[1])), Patience.of(Duration.ofSeconds(60)));
        String title = result.content().map(page -> String.valueOf(page.title())).orElse("");
        if (!title.equals(parts[2])) {
          wrong.add(parts[0] + ": " + title);
        }
        count++;
      }
    }
    assertTrue(count >= 50, "heads: " + count);
    assertEquals(List.of(), wrong);
  }

  private static List<String> lines() throws IOException {
    try (InputStream file = PageHeadsTest.class.getResourceAsStream("heads.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
