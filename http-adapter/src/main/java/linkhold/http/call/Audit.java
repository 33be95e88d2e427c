package linkhold.http.call;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import linkhold.domain.AccountId;

/**
 * The audit log: who got access and who lost it. Its lines name accounts and tokens by their ids
 * alone.
 */
public final class Audit {

  private static final Logger LOG = System.getLogger(Audit.class.getName());

  private Audit() {}

  /**
   * Logs an event of the current request, with the id of its token.
   *
   * @param event such as {@code Token issued}
   * @param account the account that the event is about
   * @param more further fields: names and values in turn
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
