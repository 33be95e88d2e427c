-- Takes back what migration 5 set: with the smaller limit an insert of 30,000 links took three times
-- as long. The connections for shared saves set a limit of their own (docs/decisions/0015-creating-links.md).
alter index links_by_words reset (gin_pending_list_limit);
