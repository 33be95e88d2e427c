package linkhold.formats.html;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tag of bookmark HTML.
 *
 * @param name in lower case, with a slash before it when it closes an element
 * @param line where it begins, from 1
 * @param attributes by their names in lower case
 * @param fault why the tag cannot be used; empty when it can
 */
record HtmlTag(String name, long line, Map<String, String> attributes, String fault) {

  /** Keeps a copy. */
  HtmlTag {
    attributes = new HashMap<>(attributes);
  }

  /** The value of an attribute, whose name is given in any case. */
  @Nullable String value(String attribute) {
    return attributes.get(attribute.toLowerCase(java.util.Locale.ROOT));
  }
}
