package linkhold.http.call;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import linkhold.domain.AccountId;

/**
 * Lines in the log about who was let in and who was shut out. They name accounts and tokens by
 * their ids alone.
 */
public final class Audit {

  private static final Logger LOG = System.getLogger(Audit.class.getName());

  private Audit() {}

  /**
   * Logs an event of the current request, with the id of the token that did it.
   *
   * @param event such as {@code Token issued}
   * @param account whose event it is
   * @param more names and values in turn
   */
  public static void log(String event, AccountId account, Object... more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("account", account.value());
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i].toString(), more[i + 1]);
    }
    Exchange exchange = Exchange.current();
    if (exchange != null && exchange.token() != 0) {
      fields.put("by", exchange.token());
    }
    LOG.log(Level.INFO, event, fields);
  }
}
