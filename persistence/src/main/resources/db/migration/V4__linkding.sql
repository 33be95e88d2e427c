-- What apps written for linkding know beyond links. The links know nothing of it.

-- The ids that each account gave last; none is given twice.
create table last_ids (
  account_id bigint primary key references accounts on delete cascade,
  tag_id bigint not null default 0,
  bundle_id bigint not null default 0
);

-- The numbers of tags, which are spelled in the table tags.
create table numbered_tags (
  account_id bigint not null references accounts on delete cascade,
  id bigint not null,
  key text collate "C" not null,
  -- Whether it is there also when no link has it.
  added boolean not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, key)
);

create table bundles (
  account_id bigint not null references accounts on delete cascade,
  id bigint not null,
  name text not null,
  search text not null,
  any_tags text not null,
  all_tags text not null,
  excluded_tags text not null,
  unread text not null check (unread in ('EITHER', 'YES', 'NO')),
  shared text not null check (shared in ('EITHER', 'YES', 'NO')),
  place integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account_id, id)
);
