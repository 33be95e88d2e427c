package linkhold.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.NotFoundException;
import linkhold.domain.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links are created with their tags in one statement, in the account's spelling of the tags. */
final class SpellingTest {

  private static final List<Tag> TAGS =
      List.of(new Tag("java"), new Tag("Java"), new Tag("JAVA"), new Tag("web"), new Tag("Web"));

  private final DatabaseSettings settings = TestPostgres.newSettings();
  private final Database database = Database.open(settings, Clock.systemUTC());
  private final Database other = Database.open(settings, Clock.systemUTC());

  @AfterEach
  void close() {
    other.close();
    database.close();
  }

  @Test
  void allLinksOfAnAccountSpellATagAlikeWhateverServersSaveAndRenameAtOnce() throws Exception {
    database.migrate();
    AccountId account = database.accounts().add("spelling").id();
    List<Future<?>> calls = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 12; thread++) {
        Database server = thread % 2 == 0 ? database : other;
        Random random = new Random(thread);
        String site = "https://example.com/" + thread + "/";
        boolean renames = thread < 2;
        calls.add(
            threads.submit(() -> {
              for (int i = 0; i < 60; i++) {
                if (renames) {
                  rename(server, account, random);
                } else {
                  save(server, account, site + i, random);
                }
              }
            }));
      }
    }
    for (Future<?> call : calls) {
      call.get();
    }

    Map<String, String> spellings = new HashMap<>();
    database.tags().list(account).forEach(tag -> spellings.put(tag.tag().key(), tag.tag().name()));
    Map<String, Long> counts = new HashMap<>();
    database
        .links()
        .forEach(
            account,
            link ->
                link.tags()
                    .forEach(tag -> {
                      assertEquals(spellings.get(tag.key()), tag.name(), "of link " + link.id());
                      counts.merge(tag.key(), 1L, Long::sum);
                    }));
    database
        .tags()
        .list(account)
        .forEach(tag -> assertEquals(counts.get(tag.tag().key()), tag.count()));
  }

  private static void save(Database server, AccountId account, String url, Random random) {
    LinkFields fields = LinkFields.NONE.withTags(List.of(TAGS.get(random.nextInt(TAGS.size()))));
    server.links().save(account, List.of(new LinkDraft(LinkUrl.parse(url), fields)));
  }

  private static void rename(Database server, AccountId account, Random random) {
    Tag tag = TAGS.get(random.nextInt(TAGS.size()));
    try {
      if (random.nextInt(4) == 0) {
        server.tags().remove(account, tag);
      } else {
        server.tags().rename(account, tag, TAGS.get(random.nextInt(TAGS.size())));
      }
    } catch (NotFoundException e) {
      // no link has it
    }
  }
}
