-- Which letters and pairs of letters occur in the links of a range of revisions: what the index of
-- words, which knows three letters and more, cannot find. Links that changed after an account's last
-- range are read by searches themselves, so saves write nothing here
-- (docs/decisions/0052-searches-of-every-kind.md).
create table link_letters (
  account_id bigint not null references accounts on delete cascade,
  -- The range begins after this revision, and ends with that one.
  after bigint not null,
  through bigint not null,
  -- When the first and the last of its links was created; null if there are none.
  oldest timestamptz,
  newest timestamptz,
  -- UTF-16 units of the searched texts, and each two in a row: the first times 65536 plus the second.
  letters integer[] not null,
  primary key (account_id, after)
);

create index link_letters_by_letter on link_letters using gin (account_id, letters);
create index link_letters_by_end on link_letters (account_id, through);
