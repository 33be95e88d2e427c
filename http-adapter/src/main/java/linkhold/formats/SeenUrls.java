package linkhold.formats;

import java.nio.ByteBuffer;
import linkhold.domain.LinkUrl;

/**
 * Which URLs came before in a file, and what was said of each: 12 bytes for each of at most two
 * million of them. Further ones are taken as new each time; then importing the file again may
 * change links whose URL repeats with other texts.
 */
final class SeenUrls {

  private static final int MAX_URLS = 2_000_000;

  private long[] keys = new long[1024];
  private int[] values = new int[1024];
  private int count;

  /**
   * Remembers what an entry mentions.
   *
   * @return what the entries of this URL before have mentioned
   */
  Mentions add(LinkUrl url, Mentions mentions) {
    if (count > keys.length / 2) {
      grow();
    }
    long key = ByteBuffer.wrap(url.digest()).getLong();
    int place = placeOf(keys, values, key);
    Mentions before = new Mentions(values[place]);
    if (before.equals(Mentions.NONE)) {
      if (count == MAX_URLS) {
        return before;
      }
      count++;
      keys[place] = key;
    }
    values[place] = before.and(mentions).bits();
    return before;
  }

  private void grow() {
    long[] moreKeys = new long[keys.length * 2];
    int[] moreValues = new int[values.length * 2];
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != 0) {
        int place = placeOf(moreKeys, moreValues, keys[i]);
        moreKeys[place] = keys[i];
        moreValues[place] = values[i];
      }
    }
    keys = moreKeys;
    values = moreValues;
  }

  private static int placeOf(long[] keys, int[] values, long key) {
    int place = (int) key & keys.length - 1;
    while (values[place] != 0 && keys[place] != key) {
      place = place + 1 & keys.length - 1;
    }
    return place;
  }
}
