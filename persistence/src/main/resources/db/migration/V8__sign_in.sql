-- A session is a token that a browser keeps in a cookie. Servers of before know of no sessions, and
-- issue tokens beside them.
alter table tokens add column kind text not null default 'TOKEN' check (kind in ('TOKEN', 'SESSION'));

-- Codes that are good for one sign-in each.
create table sign_in_codes (
  -- SHA-256 of the code, which is not kept.
  digest bytea primary key,
  account_id bigint not null references accounts on delete cascade,
  scope text not null check (scope in ('READ', 'WRITE', 'ADMIN')),
  expires_at timestamptz not null
);

create index sign_in_codes_by_account on sign_in_codes (account_id, expires_at);
create index sign_in_codes_by_expiry on sign_in_codes (expires_at);
