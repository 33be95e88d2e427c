package linkhold.formats;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import linkhold.domain.Link;
import linkhold.domain.LinkFields;
import linkhold.domain.LinkUrl;
import linkhold.domain.Tag;
import linkhold.domain.memory.InMemoryStore;

/** A store with one account, with its imports and exports. */
final class TestLibrary {

  final InMemoryStore store = new InMemoryStore(Clock.systemUTC());
  final AccountId account = store.accounts().add("ann").id();
  final LinkFiles files = new LinkFiles(store.links());

  /** Imports this text, as UTF-8. */
  ImportReport read(String file) {
    return read(file.getBytes(UTF_8));
  }

  ImportReport read(byte[] file) {
    return read(new ByteArrayInputStream(file));
  }

  ImportReport read(InputStream file) {
    try {
      return files.read(account, file, _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] write(FileFormat format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      files.write(account, format, out, _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  String text(FileFormat format) {
    return new String(write(format), UTF_8);
  }

  List<Link> links() {
    List<Link> links = new ArrayList<>();
    store.links().forEach(account, links::add);
    return links;
  }

  Link only() {
    List<Link> links = links();
    if (links.size() != 1) {
      throw new AssertionError("Not one link: " + links);
    }
    return links.getFirst();
  }

  Link link(String url) {
    return store
        .links()
        .findByUrl(account, LinkUrl.parse(url))
        .orElseThrow(() -> new AssertionError(url));
  }

  /** The names of a link's tags. */
  static List<String> tags(Link link) {
    return link.tags().stream().map(Tag::name).toList();
  }

  /** Everything that people say about their links, in order: what every file has to keep. */
  List<Said> said() {
    return links().stream().map(Said::of).toList();
  }

  /** What people say about one link. */
  record Said(String url, LinkFields fields) {

    static Said of(Link link) {
      return new Said(
          link.url(),
          LinkFields.builder()
              .title(link.title())
              .description(link.description())
              .note(link.note())
              .imageUrl(link.imageUrl())
              .iconUrl(link.iconUrl())
              .tags(link.tags())
              .unread(link.unread())
              .archived(link.archived())
              .favorite(link.favorite())
              .shared(link.shared())
              .createdAt(link.createdAt())
              .build());
    }
  }
}
