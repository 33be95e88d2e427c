-- A link whose page is to be read is queued by its own row, found by an index that holds no others:
-- so a save does not write a second row (docs/decisions/0051-the-link-is-queued.md).
alter table links
  -- Whether its page waits behind those of single saves; null if it was never to be read.
  add column read_later boolean;

update links set read_later = page_reads.is_later
from page_reads
where links.account_id = page_reads.account_id and links.id = page_reads.link_id;

create index links_to_read on links (read_later, updated_at, account_id, id)
  where page_read like 'pending%';

-- What remains are the reads that were begun: how often, and when the next one may begin.
delete from page_reads where attempts = 0;
drop index page_reads_by_turn;

-- Only servers of the version before write these; a later migration drops them.
alter table page_reads
  alter column host drop not null,
  alter column is_later drop not null;
