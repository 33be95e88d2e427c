/**
 * Netscape bookmark HTML: {@link linkhold.formats.html.BookmarkText} cuts a file into tags and
 * texts, {@link linkhold.formats.html.HtmlReader} makes entries of them, {@link
 * linkhold.formats.html.HtmlWriter} writes such files.
 */
@NullMarked
package linkhold.formats.html;

import org.jspecify.annotations.NullMarked;
