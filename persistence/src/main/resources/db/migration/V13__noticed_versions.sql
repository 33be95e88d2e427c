-- On Citus, the version of each account that the feed has, on the account's machine; not used
-- elsewhere (docs/decisions/0060-the-feed-on-citus.md).
create table noticed_versions (
  account_id bigint primary key,
  epoch bigint not null,
  revision bigint not null
);
