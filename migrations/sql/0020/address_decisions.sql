-- What a decision about queued addresses changed, so that it can be taken back.
ALTER TABLE address_placements
    ADD COLUMN decided_with BIGINT,
    ADD COLUMN before JSONB;
CREATE INDEX ix_address_placements_decided_with ON address_placements (decided_with) WHERE decided_with IS NOT NULL;
