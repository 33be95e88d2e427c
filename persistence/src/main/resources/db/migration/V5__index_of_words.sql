-- The words of new links first wait in a list, which every search reads and which the save that
-- fills it moves to its place. With PostgreSQL's own limit of 4 MB one save in a hundred waits 40 ms
-- for that (docs/decisions/0015-creating-links.md). In kB.
alter index links_by_words set (gin_pending_list_limit = 512);
