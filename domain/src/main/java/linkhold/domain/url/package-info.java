/**
 * How text becomes a URL, and when two URLs are the same link. {@link linkhold.domain.url.GivenUrl}
 * makes an absolute, safe URL of what a person gave; {@link linkhold.domain.url.CanonicalUrl} gives
 * the form that identity is decided by, host and path and query each by a class of its own; {@link
 * linkhold.domain.url.ReadableUrl} the one that people search in. {@link linkhold.domain.LinkUrl}
 * is the door to URLs; texts with URLs in them and their search use this package too.
 */
@NullMarked
package linkhold.domain.url;

import org.jspecify.annotations.NullMarked;
