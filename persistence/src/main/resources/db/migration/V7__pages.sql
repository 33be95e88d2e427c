alter table links
  add column image_url text,
  add column icon_url text,
  -- Whether the page is read ('off', 'pending', 'done', 'failed'), and the names of the fields that
  -- have what a read gave them, separated by blanks.
  add column page_read text collate "C" not null default 'off';

-- Links whose pages are to be read. A row whose link or account is gone is dropped when its turn
-- comes, so that a save has no reference to check (docs/decisions/0029-the-queue-of-pages.md).
create table page_reads (
  account_id bigint not null,
  link_id bigint not null,
  host text not null,
  -- Whether single saves go first, as before an import.
  is_later boolean not null,
  attempts integer not null,
  due_at timestamptz not null,
  primary key (account_id, link_id)
);

create index page_reads_by_turn on page_reads (is_later, due_at);
