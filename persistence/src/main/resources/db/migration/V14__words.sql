-- The words and tags of links, in accounts that have too many for a search to read all of them.
-- Kept in the background (docs/decisions/0061-words-are-indexed-beside-the-links.md): a row is about
-- a link when it had that revision. Links that changed after an account's last row are read by
-- searches themselves, so saves write nothing here.
create table link_words (
  account_id bigint not null references accounts on delete cascade,
  revision bigint not null,
  link_id bigint not null,
  created_at timestamptz not null,
  search text collate "C" not null,
  tag_keys text[] collate "C" not null,
  primary key (account_id, revision)
);

-- No plan should depend on what they hold, and a sample of them takes long.
alter table link_words
  alter column search set statistics 0,
  alter column tag_keys set statistics 0;

insert into link_words
select account_id, links.revision, id, created_at, search, tag_keys
from links join revisions using (account_id)
where not deleted and revisions.revision > 4000;

-- Words wait in a list, which each search reads: so it is shorter than PostgreSQL's own of 4 MB.
create index link_words_by_words on link_words
  using gin (account_id, search gin_trgm_ops, tag_keys) with (gin_pending_list_limit = 1024);

-- Servers of the version before find the same without it, more slowly.
drop index links_by_words;
