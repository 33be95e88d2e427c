package linkhold.pages;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import linkhold.domain.Link;

/**
 * Distinguishes a page's title from that of a challenge, a login wall or an error, by the words in
 * it, so that it works for any site.
 */
final class Titles {

  /** Titles of pages that are shown instead of the requested one, in lower case. */
  private static final List<Pattern> PLACEHOLDER_TITLES =
      List.of(
          Pattern.compile("just a (moment|second|minute)\\b.*"),
          Pattern.compile("(one|wait a) (moment|second)\\b.*"),
          Pattern.compile("attention required\\b.*"),
          Pattern.compile("please (wait|verify|enable|turn|complete|stand by)\\b.*"),
          Pattern.compile("(checking|verifying|validating) (your|you|if|the|that)\\b.*"),
          Pattern.compile(
              ".*\\b(are you (a )?(human|robot)|not a robot|robot check|bot check)\\b.*"),
          Pattern.compile(
              "(human|bot|browser|security|captcha) (verification|check|challenge)\\b.*"),
          Pattern.compile("(re|h)?captcha\\b.*|.*\\b(solve|complete) (the|this) captcha\\b.*"),
          Pattern.compile("(access (to this page has been )?denied|access forbidden)\\b.*"),
          Pattern.compile("(you have been|request|you're) (blocked|temporarily blocked)\\b.*"),
          Pattern.compile("before you continue\\b.*"),
          Pattern.compile("(ddos|ddos-guard|pardon our interruption|unusual traffic)\\b.*"),
          Pattern.compile("(error|http error|http)? ?[45][0-9]{2}\\b.{0,60}"),
          Pattern.compile(
              "(page|file|site|content|resource)? ?(not found|unavailable|cannot be found)\\b.*"),
          Pattern.compile(
              "(page not found|not found|oops|whoops|(sorry\\W+)?something went wrong)\\b.*"),
          Pattern.compile(
              "(internal server error|bad gateway|service unavailable|gateway time-?out"
                  + "|too many requests|forbidden|unauthori[sz]ed)\\b.*"),
          Pattern.compile(
              "(cookie|privacy|your privacy)? ?(consent|cookies? (settings|policy))\\b.*"),
          Pattern.compile("(loading|redirecting|moved permanently|found|object moved)\\W*"),
          Pattern.compile(
              "(untitled|untitled document|document|index|home|title|no title|null"
                  + "|undefined)"),
          Pattern.compile("\\W*- .*"), // only the site's name is left: "- YouTube"
          Pattern.compile(
              "einen moment\\b.*|un instant\\b.*|un momento\\b.*|nur einen moment\\b.*"),
          Pattern.compile("(zugriff verweigert|accès refusé|acceso denegado)\\b.*"));

  private static final Pattern SIGN_IN =
      Pattern.compile(
          "(.*[-|·–—:] ?)?(sign ?in|log ?in(to)?|sign ?up|login|anmelden|connexion|se connecter"
              + "|iniciar sesión)( .*| ?[-|·–—•:].*)?");

  private static final Pattern SIGN_IN_PATH =
      Pattern.compile("(?i).*(log-?in|sign-?in|sign-?up|auth|sso|session|account|register).*");

  /** Words in the text of challenges, whatever their title is. */
  private static final Set<String> CHALLENGES =
      Set.of(
          "enable javascript and cookies to continue",
          "checking if the site connection is secure",
          "needs to review the security of your connection",
          "our systems have detected unusual traffic",
          "please verify you are a human",
          "cf-browser-verification",
          "cf_chl_opt");

  private Titles() {}

  /**
   * A title in the form that a link can have; empty when {@code text} is not a title.
   *
   * @param path of the requested URL
   */
  static String of(String text, String path) {
    String line = text.replace('\u0000', ' ').replaceAll("[\\s\\h\\p{Cntrl}]+", " ").strip();
    String lower = line.toLowerCase(Locale.ROOT).replace('’', '\'');
    boolean wall = PLACEHOLDER_TITLES.stream().anyMatch(wanted -> wanted.matcher(lower).matches());
    boolean signIn = SIGN_IN.matcher(lower).matches() && !SIGN_IN_PATH.matcher(path).matches();
    return wall || signIn ? "" : cut(line, Link.MAX_TITLE_LENGTH);
  }

  /** Whether the text of a page is a challenge's. */
  static boolean isChallenge(String html) {
    String beginning = html.substring(0, Math.min(html.length(), 64 * 1024));
    String lower = beginning.toLowerCase(Locale.ROOT);
    return CHALLENGES.stream().anyMatch(lower::contains);
  }

  /** At most so many code points of a text without halves of surrogate pairs. */
  static String cut(String text, int length) {
    StringBuilder storable = new StringBuilder();
    text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .limit(length)
        .forEach(storable::appendCodePoint);
    return storable.toString();
  }
}
