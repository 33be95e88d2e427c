package linkhold.persistence;

import java.time.Instant;
import linkhold.domain.AccountId;
import linkhold.domain.LinkDraft;

/** A draft with its account and the time of the save. */
record AccountDraft(AccountId account, LinkDraft draft, Instant time) {}
