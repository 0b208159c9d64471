-- Rows that an import added need nothing to be undone but their keys, and hashes that tell whether
-- somebody has changed them since: kept some thousand a row, which costs a sixth of a row each.
CREATE TABLE import_additions (
    import_id BIGINT NOT NULL,
    part INTEGER NOT NULL,
    keys TEXT[] NOT NULL,
    after BIGINT[] NOT NULL,
    CONSTRAINT pk_import_additions PRIMARY KEY (import_id, part),
    CONSTRAINT fk_import_additions_import_id_imports FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE CASCADE,
    CONSTRAINT ck_import_additions_same_length CHECK (cardinality(keys) = cardinality(after))
);

-- All rows that imports added, changed or removed, whichever way they are kept.
CREATE VIEW import_touched AS
SELECT import_id, key, before, after FROM import_changes
UNION ALL
SELECT a.import_id, u.key, NULL::jsonb, u.after
FROM import_additions AS a, unnest(a.keys, a.after) AS u (key, after);

-- Keys that were erased on request, as hashes: an import of the same key does not bring them back.
CREATE TABLE erased_keys (
    kind TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    erased_by TEXT NOT NULL,
    erased_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_erased_keys PRIMARY KEY (kind, key_hash)
);

REVOKE ALL ON import_additions, import_touched, erased_keys FROM gridgeo_app;
