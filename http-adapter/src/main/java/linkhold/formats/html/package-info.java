/**
 * Netscape bookmark HTML: {@link linkhold.formats.html.BookmarkText} splits a file into tags and
 * texts, {@link linkhold.formats.html.HtmlReader} makes entries from them, {@link
 * linkhold.formats.html.HtmlWriter} writes such files.
 */
@NullMarked
package linkhold.formats.html;

import org.jspecify.annotations.NullMarked;
