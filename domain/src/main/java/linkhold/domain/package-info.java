/**
 * Links, the rules that hold for them, and the ports through which they are kept.
 *
 * <p>A request arrives as text. The values here ({@link linkhold.domain.LinkUrl}, {@link
 * linkhold.domain.Tag}, {@link linkhold.domain.LinkDraft}) check and normalise it in their
 * constructors; a value that exists is valid. The ports ({@link linkhold.domain.LinkStore}, {@link
 * linkhold.domain.AccountStore}) keep them, and fail only with a {@link
 * linkhold.domain.DomainException}.
 */
@NullMarked
package linkhold.domain;

import org.jspecify.annotations.NullMarked;
