package linkhold.outgoing;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import linkhold.net.AddressRange;

/**
 * Hosts and addresses that may be connected to besides the public network, at any port: a host by
 * its name, with any address, and an address under any name.
 */
public final class AllowedTargets {

  private static final Pattern NAME =
      Pattern.compile("\\.?[a-z0-9_-]+(\\.[a-z0-9_-]+)*", Pattern.CASE_INSENSITIVE);

  private final Set<String> hosts = new HashSet<>();
  private final List<String> suffixes = new ArrayList<>();
  private final List<AddressRange> ranges = new ArrayList<>();

  /**
   * The targets that {@code entries} allow.
   *
   * @throws IllegalArgumentException when one of them is not an {@linkplain #isEntry entry}
   */
  public AllowedTargets(List<String> entries) {
    for (String entry : entries) {
      AddressRange range = AddressRange.parse(entry);
      String name = entry.toLowerCase(Locale.ROOT);
      if (range != null) {
        ranges.add(range);
      } else if (!isEntry(entry)) {
        throw new IllegalArgumentException("No host or address: " + entry);
      } else if (name.startsWith(".")) {
        suffixes.add(name);
      } else {
        hosts.add(name);
      }
    }
  }

  /**
   * Whether {@code text} is a host name, a suffix of host names such as {@code .example.com}, an IP
   * address, or a range such as {@code 10.0.0.0/8}.
   */
  public static boolean isEntry(String text) {
    return AddressRange.parse(text) != null || NAME.matcher(text).matches();
  }

  boolean hasHost(String host) {
    return hosts.contains(host) || suffixes.stream().anyMatch(host::endsWith);
  }

  boolean hasAddress(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
