package linkhold.http.linkding;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import linkhold.domain.Bundle;
import linkhold.domain.BundleFields;
import linkhold.domain.BundleFields.Choice;
import org.jspecify.annotations.Nullable;

/** Bundles in linkding's JSON. */
final class LinkdingBundleJson {

  private LinkdingBundleJson() {}

  static void write(JsonGenerator json, Bundle bundle) throws IOException {
    BundleFields fields = bundle.fields();
    json.writeStartObject();
    json.writeNumberField("id", bundle.id());
    json.writeStringField("name", fields.name());
    json.writeStringField("search", fields.search());
    json.writeStringField("any_tags", fields.anyTags());
    json.writeStringField("all_tags", fields.allTags());
    json.writeStringField("excluded_tags", fields.excludedTags());
    json.writeStringField("filter_unread", name(fields.unread()));
    json.writeStringField("filter_shared", name(fields.shared()));
    json.writeNumberField("order", fields.order());
    LinkdingBookmarkJson.write(json, "date_created", bundle.createdAt());
    LinkdingBookmarkJson.write(json, "date_modified", bundle.updatedAt());
    json.writeEndObject();
  }

  /** Defaults of a new bundle. The name is a placeholder. */
  static BundleFields defaults(int order) {
    return new BundleFields("-", "", "", "", "", Choice.EITHER, Choice.EITHER, order);
  }

  /**
   * {@code there} with the fields of {@code input}.
   *
   * @param whole whether it has to name the bundle
   * @throws linkhold.domain.InvalidInputException naming every fault
   */
  static BundleFields change(LinkdingInput input, BundleFields there, boolean whole) {
    String name = whole ? input.requiredText("name") : input.text("name");
    String search = input.text("search");
    String anyTags = input.text("any_tags");
    String allTags = input.text("all_tags");
    String excludedTags = input.text("excluded_tags");
    Choice unread = input.choice("filter_unread", LinkdingBundleJson::choice);
    Choice shared = input.choice("filter_shared", LinkdingBundleJson::choice);
    Integer order = input.wholeNumber("order");
    return input.valid(
        input.parse(() ->
            new BundleFields(
                name == null ? there.name() : name,
                search == null ? there.search() : search,
                anyTags == null ? there.anyTags() : anyTags,
                allTags == null ? there.allTags() : allTags,
                excludedTags == null ? there.excludedTags() : excludedTags,
                unread == null ? there.unread() : unread,
                shared == null ? there.shared() : shared,
                order == null ? there.order() : order)));
  }

  /** The choice named {@code text}; null when there is none. */
  static @Nullable Choice choice(@Nullable String text) {
    return switch (text) {
      case null -> null;
      case "off" -> Choice.EITHER;
      case "yes" -> Choice.YES;
      case "no" -> Choice.NO;
      default -> null;
    };
  }

  private static String name(Choice choice) {
    return switch (choice) {
      case EITHER -> "off";
      case YES -> "yes";
      case NO -> "no";
    };
  }
}
