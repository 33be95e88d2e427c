-- How far the links of an account agree with the rules by which canonical URLs, search texts and
-- keys of tags are computed. Without a row nothing of the account has been compared yet.
create table renewals (
  account_id bigint primary key references accounts on delete cascade,
  -- SHA-256 of the rules.
  rules bytea not null,
  -- The revision up to which the links were compared.
  through bigint not null
);
