package linkhold.formats;

import java.nio.ByteBuffer;
import linkhold.domain.LinkUrl;

/**
 * The URLs that occurred before in a file, and the fields that each had: 24 to 48 bytes for each of
 * at most two million of them, fewer where memory is small. Further ones are taken as new each
 * time; then importing the file again may change links whose URL repeats with other texts.
 */
final class SeenUrls {

  /** Room for two million URLs. */
  private static final int MAX_SLOTS = 1 << 22;

  private static final int BYTES_PER_SLOT = Long.BYTES + Integer.BYTES;

  private final int maxUrls;
  private long[] keys = new long[1024];
  private int[] values = new int[1024];
  private int count;

  /** At most a sixteenth of the heap, half as much again while it grows. */
  SeenUrls() {
    this(maxUrls(Runtime.getRuntime().maxMemory()));
  }

  SeenUrls(int maxUrls) {
    this.maxUrls = maxUrls;
  }

  /** How many URLs are remembered in a heap of so many bytes. */
  static int maxUrls(long heap) {
    long slots = Long.highestOneBit(Math.max(2, heap / 16 / BYTES_PER_SLOT));
    return (int) Math.min(MAX_SLOTS, slots) / 2;
  }

  /**
   * Remembers what an entry mentions.
   *
   * @return what the entries of this URL before have mentioned
   */
  Mentions add(LinkUrl url, Mentions mentions) {
    if (count == keys.length / 2 && count < maxUrls) {
      grow();
    }
    long key = ByteBuffer.wrap(url.digest()).getLong();
    int slot = slotOf(keys, values, key);
    Mentions before = new Mentions(values[slot]);
    if (before.equals(Mentions.NONE)) {
      if (count == maxUrls) {
        return before;
      }
      count++;
      keys[slot] = key;
    }
    values[slot] = before.and(mentions).bits();
    return before;
  }

  private void grow() {
    long[] moreKeys = new long[keys.length * 2];
    int[] moreValues = new int[values.length * 2];
    for (int i = 0; i < keys.length; i++) {
      if (values[i] != 0) {
        int slot = slotOf(moreKeys, moreValues, keys[i]);
        moreKeys[slot] = keys[i];
        moreValues[slot] = values[i];
      }
    }
    keys = moreKeys;
    values = moreValues;
  }

  private static int slotOf(long[] keys, int[] values, long key) {
    int slot = (int) key & keys.length - 1;
    while (values[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & keys.length - 1;
    }
    return slot;
  }
}
