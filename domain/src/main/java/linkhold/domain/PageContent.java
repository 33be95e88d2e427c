package linkhold.domain;

import org.jspecify.annotations.Nullable;

/**
 * What a page says about itself. Every text is one that a link can have, or null.
 *
 * @param title in one line
 * @param description what the page is about
 * @param imageUrl a picture of it, http or https
 * @param iconUrl the icon of the page or its site, http or https
 * @param finalUrl where the page was after all redirects
 * @param language a language tag such as {@code en-GB}
 */
public record PageContent(
    @Nullable String title,
    @Nullable String description,
    @Nullable String imageUrl,
    @Nullable String iconUrl,
    String finalUrl,
    @Nullable String language) {}
