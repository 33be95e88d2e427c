package linkhold.app.clients;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scenario, one of its steps, or a part of a step.
 *
 * @param members values by name, as YAML has them; the first name of a step says what it does
 */
record Step(Map<String, Object> members) {

  @SuppressWarnings("unchecked") // YAML's maps have texts as keys
  static Step of(@Nullable Object yaml) {
    return new Step((Map<String, Object>) Objects.requireNonNull(yaml));
  }

  String first() {
    return members.keySet().iterator().next();
  }

  boolean has(String name) {
    return members.containsKey(name);
  }

  @Nullable Object find(String name) {
    return members.get(name);
  }

  Object get(String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  String text(String name) {
    return get(name).toString();
  }

  int number(String name) {
    return (Integer) get(name);
  }

  /** The number of this name, or {@code otherwise} when there is none. */
  int number(String name, int otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  List<?> list(String name) {
    return (List<?>) get(name);
  }

  /** The texts of a list, none when there is no list of this name. */
  List<String> texts(String name) {
    return has(name) ? list(name).stream().map(Object::toString).toList() : List.of();
  }

  Step part(String name) {
    return of(get(name));
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
