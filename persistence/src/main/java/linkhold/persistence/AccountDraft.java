package linkhold.persistence;

import java.time.Instant;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;

/** A draft, whose it is and when it is saved. */
record AccountDraft(AccountId account, LinkDraft draft, Instant time) {}
