-- The accounts in the order in which their changes were noticed, an account once. Kept by whoever
-- reads it, so that saves cost nothing (docs/decisions/0046-the-feed-of-accounts.md).
create table account_feed (
  account_id bigint primary key,
  epoch bigint not null,
  revision bigint not null,
  sequence bigint not null unique
);

-- One row: the last number given out. Whoever gives out numbers locks it first.
create table account_feed_counter (
  id boolean primary key default true check (id),
  epoch bigint not null,
  sequence bigint not null
);

create table webhooks (
  id bigint generated always as identity primary key,
  url text not null,
  secret text not null,
  created_at timestamptz not null,
  -- Up to which number of the feed everything was delivered.
  position bigint not null,
  due_at timestamptz not null,
  failures integer not null default 0,
  failing_since timestamptz,
  last_error text,
  delivered_at timestamptz
);
