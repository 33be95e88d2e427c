-- Servers of before let a blocked account in, and know of no limit.
alter table accounts add column blocked boolean not null default false;

-- How many links the account may have; the server's own limit when null, which may be none.
alter table accounts add column max_links bigint check (max_links >= 0);
