create table tokens (
  id bigint generated always as identity primary key,
  account_id bigint not null references accounts on delete cascade,
  -- SHA-256 of the secret, which is not kept.
  digest bytea not null unique,
  label text not null,
  scope text not null check (scope in ('READ', 'WRITE', 'ADMIN')),
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz
);

create index tokens_by_account on tokens (account_id, id);
