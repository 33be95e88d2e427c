package linkhold.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import linkhold.domain.FaultCode;
import linkhold.domain.Faults;
import linkhold.domain.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a caller sent it, read member by member. A fault is recorded with its pointer,
 * and reading continues, so that {@link #valid} reports all of them at once. A member that is null
 * counts as absent, except for {@link #isNull}.
 */
public final class JsonObject {

  private final Map<?, ?> members;
  private final String pointer;
  private final Faults faults;
  private final LinkLimits limits;

  private JsonObject(Map<?, ?> members, String pointer, Faults faults, LinkLimits limits) {
    this.limits = limits;
    this.members = members;
    this.pointer = pointer;
    this.faults = faults;
  }

  /**
   * The whole of a body.
   *
   * @param value as {@link JsonReader#parse} gives it
   * @param limits of the links in it
   * @throws InvalidInputException when it is not an object
   */
  public static JsonObject of(@Nullable Object value, LinkLimits limits) {
    if (value instanceof Map<?, ?> members) {
      return new JsonObject(members, "", new Faults(), limits);
    }
    throw new InvalidInputException(FaultCode.WRONG_TYPE, "", mismatch("an object", value));
  }

  /** The limits of the fields of a link. */
  public LinkLimits limits() {
    return limits;
  }

  /** Whether the member is there and null. */
  public boolean isNull(String name) {
    return members.containsKey(name) && members.get(name) == null;
  }

  /** The text of a member; null when it is absent or not a text. */
  public @Nullable String string(String name) {
    return text(pointerTo(name), members.get(name));
  }

  /** The text of a required member; null when it is absent. */
  public @Nullable String requiredString(String name) {
    if (members.get(name) == null) {
      refuseAbsent(name, "a string");
    }
    return string(name);
  }

  /** Whether a member is true; null when it is absent or neither true nor false. */
  public @Nullable Boolean flag(String name) {
    return as(Boolean.class, "true or false", pointerTo(name), members.get(name));
  }

  /** The whole number of a member; null when it is absent or not a whole number. */
  public @Nullable Long wholeNumber(String name) {
    Number number = as(Number.class, "a whole number", pointerTo(name), members.get(name));
    if (number == null || number instanceof Integer || number instanceof Long) {
      return number == null ? null : Long.valueOf(number.longValue());
    }
    refuse(name, "Expected a whole number of 64 bits.");
    return null;
  }

  /** Notes what is wrong with a member. */
  public void refuse(String name, String detail) {
    faults.add(pointerTo(name), detail);
  }

  /** Notes what is wrong with a member. */
  void refuse(FaultCode code, String name, String detail) {
    faults.add(code, pointerTo(name), detail);
  }

  /**
   * The texts in a member's array, without elements of other types; null when it is not an array.
   */
  public @Nullable List<String> strings(String name) {
    return strings(name, text -> text);
  }

  /**
   * The results of {@code parse} for the texts in a member's array, without elements of other types
   * and those that it refuses; null when it is not an array.
   */
  public <T> @Nullable List<T> strings(String name, Function<String, T> parse) {
    List<?> elements = as(List.class, "an array", pointerTo(name), members.get(name));
    if (elements == null) {
      return null;
    }
    List<T> values = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      String place = pointerTo(name) + "/" + i;
      Object element = elements.get(i);
      String text = text(place, element);
      T value = text == null ? null : faults.at(place, () -> parse.apply(text));
      if (value != null) {
        values.add(value);
      } else if (element == null) {
        faults.add(FaultCode.WRONG_TYPE, place, mismatch("a string", null));
      }
    }
    return values;
  }

  /**
   * The object in a member, whose faults are recorded with these; null when it is not an object.
   */
  @Nullable JsonObject object(String name) {
    Map<?, ?> inner = as(Map.class, "an object", pointerTo(name), members.get(name));
    return inner == null ? null : new JsonObject(inner, pointerTo(name), faults, limits);
  }

  /** The object in a required member; null when it is absent. */
  public @Nullable JsonObject requiredObject(String name) {
    if (members.get(name) == null) {
      refuseAbsent(name, "an object");
    }
    return object(name);
  }

  /**
   * The objects in the array of a required member, without elements of other types; null when it is
   * not an array, or has too many elements.
   *
   * @param max how many there may be
   */
  public @Nullable List<JsonObject> requiredObjects(String name, int max) {
    if (members.get(name) == null) {
      refuseAbsent(name, "an array");
    }
    List<?> elements = as(List.class, "an array", pointerTo(name), members.get(name));
    if (elements == null) {
      return null;
    }
    if (elements.size() > max) {
      refuse(
          FaultCode.TOO_MANY,
          name,
          "Expected at most %d elements, found %d.".formatted(max, elements.size()));
      return null;
    }
    List<JsonObject> objects = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      String place = pointerTo(name) + "/" + i;
      if (elements.get(i) instanceof Map<?, ?> inner) {
        objects.add(new JsonObject(inner, place, faults, limits));
      } else {
        faults.add(FaultCode.WRONG_TYPE, place, mismatch("an object", elements.get(i)));
      }
    }
    return objects;
  }

  /** Whether the member is there and an array. */
  public boolean isArray(String name) {
    return members.get(name) instanceof List<?>;
  }

  /** Whether the member is there and not null. */
  public boolean has(String name) {
    return members.get(name) != null;
  }

  /** Records a fault of the object as a whole. */
  public void refuse(String detail) {
    faults.add(pointer, detail);
  }

  /** The value of {@code parse}, or null when it refuses; its pointers count from this object. */
  public <T> @Nullable T parse(Supplier<T> parse) {
    return faults.at(pointer, parse);
  }

  /** The value of {@code parse}, or null when it refuses; its pointers count from a member. */
  public <T> @Nullable T parseMember(String name, Supplier<T> parse) {
    return faults.at(pointerTo(name), parse);
  }

  /** Records a fault when a member is null. */
  public void refuseNull(String name) {
    if (isNull(name)) {
      faults.add(FaultCode.MISSING, pointerTo(name), "Cannot be null.");
    }
  }

  /** Records a fault for every member that is not in {@code known}. */
  public void refuseOthers(Set<String> known) {
    for (Object name : members.keySet()) {
      if (name instanceof String text && !known.contains(text)) {
        faults.add(FaultCode.UNKNOWN, pointerTo(text), "Unknown member.");
      }
    }
  }

  /**
   * {@code value}, after everything was read.
   *
   * @throws InvalidInputException when there was any fault
   */
  public <T> T valid(@Nullable T value) {
    faults.throwIfAny();
    if (value == null) {
      throw new IllegalArgumentException("No value, and no fault that says why.");
    }
    return value;
  }

  private @Nullable String text(String place, @Nullable Object value) {
    String text = as(String.class, "a string", place, value);
    if (text != null && !isStorable(text)) {
      faults.add(
          FaultCode.UNSTORABLE,
          place,
          "Holds U+0000 or half of a surrogate pair, which no text can hold.");
      return null;
    }
    return text;
  }

  private <T> @Nullable T as(Class<T> type, String expected, String place, @Nullable Object value) {
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    faults.add(FaultCode.WRONG_TYPE, place, mismatch(expected, value));
    return null;
  }

  private void refuseAbsent(String name, String expected) {
    refuse(
        FaultCode.MISSING,
        name,
        members.containsKey(name)
            ? mismatch(expected, null)
            : "Missing: expected " + expected + ".");
  }

  private String pointerTo(String name) {
    return pointer + pointer(name);
  }

  /** The JSON Pointer (RFC 6901) to the member {@code name} of a whole object. */
  public static String pointer(String name) {
    return "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private static String mismatch(String expected, @Nullable Object found) {
    return "Expected " + expected + ", found " + nameOf(found) + ".";
  }

  private static String nameOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "an array";
      case String _ -> "a string";
      case Number _ -> "a number";
      default -> value.toString();
    };
  }

  private static boolean isStorable(String text) {
    return text.indexOf(0) < 0 && text.codePoints().noneMatch(JsonObject::isSurrogate);
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
