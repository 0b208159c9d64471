-- Lists of standard addresses, as they were imported; the gazetteer's entries are made of them.

CREATE TABLE standard_addresses (
    code TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT,
    geometry geometry(GEOMETRY, 4326) NOT NULL,
    CONSTRAINT pk_standard_addresses PRIMARY KEY (code)
);

-- What was added before this table was there has its normal form as its code.
INSERT INTO standard_addresses (code, address, geometry)
SELECT DISTINCT ON (source_key) source_key, source_key, geometry FROM gazetteer
WHERE source = 'file' ORDER BY source_key, id;
