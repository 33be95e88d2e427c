package linkhold.domain.storage;

import static linkhold.domain.storage.Storage.Kind.RULES;
import static linkhold.domain.storage.Storage.Kind.SPELLING;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import linkhold.domain.AccountId;
import linkhold.domain.InvalidInputException;
import linkhold.domain.Library;
import linkhold.domain.Link;
import linkhold.domain.LinkRenewal;
import linkhold.domain.LinkUrl;
import linkhold.domain.StoredLink;
import linkhold.domain.Tag;
import linkhold.domain.storage.Storage.Tables;

/**
 * Computes again what is stored besides the links: the digests of URLs and the keys of tags. Each
 * account is locked meanwhile, and processed once for each set of rules.
 */
final class DerivedRenewal {

  private static final String KEY = "url";

  private final Rows rows;
  private final String rules = HexFormat.of().formatHex(LinkUrl.rules());

  DerivedRenewal(Rows rows) {
    this.rows = rows;
  }

  /** Processes the accounts that were not processed by these rules; how many rows were written. */
  long run() {
    long written = 0;
    for (AccountRow account : rows.read(Tables::accounts)) {
      if (!rows.read(tables -> isDone(tables, account.id()))) {
        written += run(account.id());
      }
    }
    return written;
  }

  private boolean isDone(Tables tables, AccountId account) {
    return tables.value(account, RULES, KEY).equals(Optional.of(rules));
  }

  private long run(AccountId account) {
    int written =
        rows.storage()
            .write(
                account,
                tables -> tables.account(account).map(row -> renew(tables, row)).orElse(0));
    if (written > 0) {
      rows.notifier().changed(account);
    }
    return written;
  }

  private int renew(Tables tables, AccountRow account) {
    spell(tables, account.id());
    Map<Long, LinkRenewal.Row> links = new TreeMap<>();
    tables.forEachRow(
        account.id(),
        row -> {
          if (row instanceof StoredLink.Live live && renewed(live).any()) {
            links.put(row.id(), renewed(live));
          }
        });
    Map<String, Long> tombstones = holders(tables, account.id(), links);
    Library.Modifications modifications =
        LinkRenewal.of(
            account.version(),
            links.values(),
            rows.now(),
            digests ->
                digests.stream()
                    .filter(tombstones::containsKey)
                    .map(digest -> Objects.requireNonNull(tombstones.get(digest)))
                    .toList());
    Rows.write(tables, account, modifications);
    tables.put(account.id(), RULES, KEY, rules);
    return modifications.rows().size();
  }

  private static LinkRenewal.Row renewed(StoredLink.Live row) {
    LinkUrl url = LinkUrl.kept(row.link().url());
    Link link = row.link().toBuilder().url(url.given()).build();
    boolean seen = !link.equals(row.link());
    return new LinkRenewal.Row(
        row.link(), row.digest(), link, seen, seen || !Arrays.equals(row.digest(), url.digest()));
  }

  /** Adds the links that have the new URLs of others; the tombstones that do, by their digests. */
  private static Map<String, Long> holders(
      Tables tables, AccountId account, Map<Long, LinkRenewal.Row> links) {
    List<LinkUrl> urls =
        links.values().stream()
            .filter(LinkRenewal.Row::moves)
            .map(row -> LinkUrl.kept(row.link().url()))
            .toList();
    Map<String, Long> tombstones = new HashMap<>();
    for (int from = 0; from < urls.size(); from += Tables.ROWS) {
      List<LinkUrl> some = urls.subList(from, Math.min(from + Tables.ROWS, urls.size()));
      for (StoredLink row : tables.byUrls(account, some)) {
        switch (row) {
          case StoredLink.Live live -> links.putIfAbsent(row.id(), renewed(live));
          case StoredLink.Deleted deleted ->
              tombstones.put(
                  HexFormat.of().formatHex(Objects.requireNonNull(deleted.digest())), row.id());
        }
      }
    }
    return tombstones;
  }

  /** Puts spellings under the present keys of their tags. */
  private static void spell(Tables tables, AccountId account) {
    Map<String, String> stored = tables.values(account, SPELLING);
    stored.forEach((key, name) -> {
      String newKey = key(name);
      if (!newKey.equals(key)) {
        tables.remove(account, SPELLING, key);
        if (!newKey.isEmpty() && !stored.containsKey(newKey)) {
          tables.put(account, SPELLING, newKey, name);
        }
      }
    });
  }

  /** The key of a tag; empty where the present rules know no such tag. */
  private static String key(String name) {
    try {
      return new Tag(name).key();
    } catch (InvalidInputException e) {
      return "";
    }
  }
}
