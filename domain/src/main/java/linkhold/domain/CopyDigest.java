package linkhold.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * What a copy of an account's links is compared with: for each of some ranges of ids, the number of
 * links and a digest of their ids and revisions. Tombstones do not count.
 *
 * @param version the account's version
 * @param current whether the copy's cursor is at this version; otherwise there are no parts, since
 *     the copy has yet to receive changes
 * @param parts ranges without gaps, up to the account's revision, which no id exceeds
 */
public record CopyDigest(Version version, boolean current, List<Part> parts) {

  /** How many parts there are at most. */
  public static final int PARTS = 64;

  /** Keeps a copy of the parts. */
  public CopyDigest {
    parts = List.copyOf(parts);
  }

  /** What an account at {@code version} answers to a copy that has yet to receive changes. */
  public static CopyDigest behind(Version version) {
    return new CopyDigest(version, false, List.of());
  }

  /**
   * The links of a range.
   *
   * @param count how many there are
   * @param digest the sum of {@link CopyDigest#of} over them: each half separately, modulo 2^32
   */
  public record Part(IdRange ids, long count, long digest) {

    private Part with(long id, long revision) {
      return new Part(ids, count + 1, sum(digest, of(id, revision)));
    }

    private static long sum(long a, long b) {
      return (a >>> 32) + (b >>> 32) << 32 | (a + b & 0xffff_ffffL);
    }
  }

  /** The digest of a link: 32 bits in the upper half and 32 others in the lower. */
  public static long of(long id, long revision) {
    long upper = mixed(0x6c69_6e6b, id, revision); // "link"
    long lower = mixed(0x686f_6c64, id, revision); // "hold"
    return upper << 32 | (lower & 0xffff_ffffL);
  }

  private static int mixed(int seed, long id, long revision) {
    int mixed = mixed(seed ^ (int) id);
    mixed = mixed(mixed ^ (int) (id >>> 32));
    mixed = mixed(mixed ^ (int) revision);
    return mixed(mixed ^ (int) (revision >>> 32));
  }

  /** Depends on every bit of {@code x}; clients have to compute it, in 32-bit arithmetic. */
  private static int mixed(int x) {
    int y = (x ^ x >>> 16) * 0x7feb_352d;
    int z = (y ^ y >>> 15) * 0x846c_a68b;
    return z ^ z >>> 16;
  }

  /** Computes the parts from links that come in the order of their ids. Not thread-safe. */
  public static final class Builder {

    private final Version version;
    private final List<Part> parts = new ArrayList<>(PARTS);
    private int at;

    /** For the links of {@code ids} in an account at {@code version}. */
    public Builder(Version version, IdRange ids) {
      this.version = version;
      ids.split(version.revision(), PARTS).forEach(range -> parts.add(new Part(range, 0, 0)));
    }

    /** Adds a link whose id is in the range, and larger than those before. */
    public void add(long id, long revision) {
      while (!parts.get(at).ids().contains(id)) {
        at++;
      }
      parts.set(at, parts.get(at).with(id, revision));
    }

    /** The result. */
    public CopyDigest build() {
      return new CopyDigest(version, true, parts);
    }
  }
}
