-- Trusted extensions: the owner of the database may create them.
create extension if not exists btree_gin;
create extension if not exists pg_trgm;

create table accounts (
  id bigint generated always as identity primary key,
  name text not null unique,
  created_at timestamptz not null
);

-- One row an account: its change counter. Whoever changes the account's links locks this row first.
create table revisions (
  account_id bigint primary key references accounts on delete cascade,
  epoch bigint not null,
  revision bigint not null default 0,
  purged_through bigint not null default 0
);

-- How an account first spelled each of its tags.
create table tags (
  account_id bigint not null references accounts on delete cascade,
  key text collate "C" not null,
  name text not null,
  primary key (account_id, key)
);

create table links (
  account_id bigint not null references accounts on delete cascade,
  id bigint not null,
  -- SHA-256 of the canonical URL; null in a tombstone whose URL another link has taken.
  digest bytea,
  -- A tombstone has no URL and no content.
  deleted boolean not null default false,
  url text,
  title text,
  description text,
  note text,
  tags text[] not null default '{}',
  tag_keys text[] collate "C" not null default '{}',
  unread boolean not null default false,
  archived boolean not null default false,
  favorite boolean not null default false,
  shared boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null,
  -- Folded url, title, description, note and tags, in this order, separated by U+001F.
  search text collate "C" not null default '',
  title_key text collate "C" generated always as (left(split_part(search, e'\x1f', 2), 200)) stored,
  primary key (account_id, id),
  unique (account_id, digest),
  check (deleted = (url is null)),
  check (deleted or digest is not null)
);

create index links_by_revision on links (account_id, revision);
create index links_by_creation on links (account_id, created_at, id) where not deleted;
create index links_by_title on links (account_id, title_key, id) where not deleted;
create index links_by_words on links using gin (account_id, search gin_trgm_ops, tag_keys)
  where not deleted;
