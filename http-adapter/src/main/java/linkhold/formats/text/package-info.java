/** Links in plain text: lists of URLs, Markdown, and the files that desktops make of one link. */
@NullMarked
package linkhold.formats.text;

import org.jspecify.annotations.NullMarked;
