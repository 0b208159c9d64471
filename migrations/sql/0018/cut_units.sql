-- Parts of units that a draft cut apart, and units that it led through new vertices. They are never
-- current: they count where a plan holds them, and in plans made after it was published.

ALTER TABLE units
    ADD COLUMN cut_from BIGINT,
    ADD CONSTRAINT fk_units_cut_from_units FOREIGN KEY (cut_from) REFERENCES units (id),
    ADD CONSTRAINT ck_units_cut_from CHECK (cut_from IS NULL OR superseded_at IS NOT NULL);
CREATE INDEX ix_units_cut_from ON units (cut_from) WHERE cut_from IS NOT NULL;
