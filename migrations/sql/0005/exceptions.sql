-- What an exception was granted for, which findings it covers, and thresholds of a network.

ALTER TABLE finding_exceptions
    ADD COLUMN rule TEXT,
    ADD COLUMN grid_codes TEXT[],
    ADD COLUMN area_m2 DOUBLE PRECISION,
    ADD COLUMN households INTEGER,
    ADD CONSTRAINT ck_finding_exceptions_measures CHECK (area_m2 >= 0 AND households >= 0);
UPDATE finding_exceptions AS e
SET (rule, grid_codes, area_m2, households) = (f.rule, f.grid_codes, coalesce(f.area_m2, 0), f.households)
FROM (SELECT DISTINCT ON (network_code, finding_id) * FROM findings
      ORDER BY network_code, finding_id, plan_id NULLS FIRST) AS f
WHERE f.network_code = e.network_code AND f.finding_id = e.finding_id;
DELETE FROM finding_exceptions WHERE rule IS NULL;  -- nobody knows any more what they are for
ALTER TABLE finding_exceptions
    ALTER COLUMN rule SET NOT NULL,
    ALTER COLUMN grid_codes SET NOT NULL,
    ALTER COLUMN area_m2 SET NOT NULL;

ALTER TABLE findings
    ADD COLUMN exception_id BIGINT,
    ADD CONSTRAINT fk_findings_exception_id_finding_exceptions
        FOREIGN KEY (exception_id) REFERENCES finding_exceptions (id) ON DELETE SET NULL;
CREATE INDEX ix_findings_exception_id ON findings (exception_id);
CREATE INDEX ix_findings_grid_codes ON findings USING gin (grid_codes);

CREATE TABLE network_thresholds (
    network_code TEXT NOT NULL,
    name TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_network_thresholds PRIMARY KEY (network_code, name),
    CONSTRAINT ck_network_thresholds_value CHECK (value >= 0),
    CONSTRAINT fk_network_thresholds_network_code_networks
        FOREIGN KEY (network_code) REFERENCES networks (code) ON DELETE CASCADE
);
