-- What proves a look, as JSON: the status, the address, the headers that matter, or why nobody answered.
ALTER TABLE evidence ADD COLUMN proof TEXT;
