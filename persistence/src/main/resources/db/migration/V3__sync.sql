-- Batches that were applied, so that one that is sent again does no harm.
create table batches (
  account_id bigint not null references accounts on delete cascade,
  -- SHA-256 of the operations.
  digest bytea not null,
  -- The link that each operation was about, in their order.
  link_ids bigint[] not null,
  -- The account's revision afterwards.
  revision bigint not null,
  applied_at timestamptz not null,
  primary key (account_id, digest)
);

-- For the purge.
create index tombstones_by_time on links (account_id, updated_at) where deleted;
