package linkhold.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import linkhold.domain.LinkDraft.DateMerge;
import linkhold.domain.LinkDraft.Reading;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the content of a batch: all components of its records, found by reflection, so that
 * none can be forgotten. Absent values are left out, and so is the default of a component that was
 * added later: digests of batches that do not use it stay the same.
 */
public final class BatchDigest {

  private record Component(String name, Method accessor) {}

  /** Cached, since reflection takes longer than the digest. */
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Stream.of(type.getRecordComponents())
              .map(component -> new Component(component.getName(), component.getAccessor()))
              .toList();
        }
      };

  /** The size of the buffer before the digest. */
  private static final int BUFFER_BYTES = 8 * 1024;

  private final MessageDigest digest = Sha256.start();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  private BatchDigest() {}

  /** The digest of a batch: 32 bytes. */
  public static byte[] of(List<Operation> operations) {
    BatchDigest batch = new BatchDigest();
    batch.add(operations);
    return batch.end();
  }

  private void add(Object value) {
    switch (value) {
      case Record values -> addRecord(values);
      case List<?> values -> addAll("list", values);
      // A set has no order of its own.
      case Set<?> values -> addAll("set", values.stream().map(BatchDigest::hash).sorted().toList());
      case LinkUrl url -> addText("url", url.given());
      case String text -> addText("text", text);
      case Enum<?> choice -> addText("choice", choice.name());
      case Boolean flag -> addText("flag", flag.toString());
      case Long number -> addText("number", number.toString());
      case Instant time -> addText("time", time.toString());
      default -> throw new IllegalArgumentException("No digest of " + value.getClass());
    }
  }

  private void addRecord(Record values) {
    addText("record", values.getClass().getSimpleName());
    for (Component component : COMPONENTS.get(values.getClass())) {
      Object value = valueOf(component, values);
      if (value != null && value != DateMerge.KEEP && value != Reading.WITHOUT_TITLE) {
        addText("component", component.name);
        add(value);
      }
    }
    addText("end", "");
  }

  private void addAll(String kind, Collection<?> values) {
    addText(kind, Integer.toString(values.size()));
    values.forEach(this::add);
  }

  private static String hash(Object value) {
    BatchDigest part = new BatchDigest();
    part.add(value);
    return HexFormat.of().formatHex(part.end());
  }

  /** Adds the length of a text and the text, so that no two batches give the same bytes. */
  private void addText(String kind, String text) {
    addText(kind);
    addText(text);
  }

  private void addText(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    if (buffer.remaining() < Integer.BYTES + bytes.length) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    buffer.putInt(bytes.length);
    if (bytes.length <= buffer.remaining()) {
      buffer.put(bytes);
    } else { // larger than the buffer
      digest.update(buffer.flip());
      buffer.clear();
      digest.update(bytes);
    }
  }

  private byte[] end() {
    digest.update(buffer.flip());
    return digest.digest();
  }

  private static @Nullable Object valueOf(Component component, Record values) {
    try {
      return component.accessor.invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Every component has a public accessor", e);
    }
  }
}
