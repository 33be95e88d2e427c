package linkhold.domain.url;

import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The query parameters that only tell where a visitor came from. A name that some site uses to
 * choose what to show ({@code ref}, {@code source}, {@code si}, {@code feature}) is never one.
 */
final class TrackingParameters {
  private static final String CAMPAIGN_PREFIX = "utm_";

  /** By line: Google; Facebook; other networks and search engines; mail; analytics. */
  private static final Set<String> NAMES =
      Set.of(
          """
          gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid srsltid _ga _gl
          fbclid fb_action_ids fb_action_types igshid igsh
          msclkid twclid ttclid li_fat_id epik rdt_cid sccid yclid ymclid ysclid _openstat
          mc_cid mc_eid _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mkt_tok vero_id vero_conv \
          oly_enc_id oly_anon_id __s _kx ml_subscriber ml_subscriber_hash ck_subscriber_id vgo_ee
          s_cid s_kwcid ef_id mtm_campaign mtm_cid mtm_content mtm_group mtm_keyword mtm_medium \
          mtm_placement mtm_source pk_campaign pk_kwd xtor wickedid _branch_match_id _branch_referrer\
          """
              .split("\\s", -1));

  private TrackingParameters() {}

  /** The query without them, the rest in order. */
  static String removeFrom(String query) {
    if (query.isEmpty()) {
      return query;
    }
    var kept = new StringJoiner("&");
    for (String parameter : query.split("&", -1)) {
      if (!tracks(parameter)) {
        kept.add(parameter);
      }
    }
    return kept.toString();
  }

  private static boolean tracks(String parameter) {
    int end = UrlParts.indexOrEnd(parameter, '=', 0, parameter.length());
    String name = parameter.substring(0, end).toLowerCase(Locale.ROOT);
    return name.startsWith(CAMPAIGN_PREFIX) || NAMES.contains(name);
  }
}
