package linkhold.persistence;

import static linkhold.persistence.schema.Tables.LINKS;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import linkhold.domain.AccountId;
import org.jooq.DSLContext;

/** The URLs of an account's links, in the order of their ids, a part at a time. */
final class UrlList {

  /** How many URLs are read at a time: 16 MiB of the longest ones. */
  private static final int URLS_PER_PART = 2_000;

  /** Some URLs, and the id of the last one's link. */
  record Part(List<String> urls, long last) {

    /** Whether no more come after these. */
    boolean isLast() {
      return urls.size() < URLS_PER_PART;
    }
  }

  private final String text;

  /** Renders the statement. */
  UrlList(DSLContext dsl) {
    text =
        dsl.render(
            select(LINKS.ID, LINKS.URL)
                .from(LINKS)
                .where(LINKS.ACCOUNT_ID.eq(val(0L)), LINKS.ID.gt(val(0L)))
                .andNot(LINKS.DELETED)
                .orderBy(LINKS.ID)
                .limit(inline(URLS_PER_PART)));
  }

  /** The URLs of the links whose ids follow {@code after}. */
  Part read(DSLContext dsl, AccountId account, long after) {
    return dsl.connectionResult(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(text)) {
        statement.setLong(1, account.value());
        statement.setLong(2, after);
        try (ResultSet rows = statement.executeQuery()) {
          List<String> urls = new ArrayList<>(URLS_PER_PART);
          long last = after;
          while (rows.next()) {
            last = rows.getLong(1);
            urls.add(rows.getString(2));
          }
          return new Part(urls, last);
        }
      }
    });
  }
}
