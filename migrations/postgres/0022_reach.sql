-- Onions and eepsites had been watched as servers with a private address, although nobody had ever asked them: that is
-- evidence of nothing. Who decided to keep one, or ordered its purge, is left to see it.
DELETE FROM cases WHERE reason = 'private-address' AND kept = 0 AND purge_run IS NULL
    AND (domain LIKE '%.onion' OR domain LIKE '%.i2p');
DELETE FROM evidence WHERE reason = 'private-address' AND (domain LIKE '%.onion' OR domain LIKE '%.i2p');
