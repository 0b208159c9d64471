-- How many must have moved into a reserved grid until somebody is told; NULL: the band's minimum.

ALTER TABLE plan_grids
    ADD COLUMN trigger_count INTEGER,
    ADD CONSTRAINT ck_plan_grids_trigger CHECK (
        trigger_count IS NULL OR trigger_count > 0 AND status = 'reserved'
    );
ALTER TABLE grid_versions
    ADD COLUMN trigger_count INTEGER,
    ADD CONSTRAINT ck_grid_versions_trigger CHECK (
        trigger_count IS NULL OR trigger_count > 0 AND status = 'reserved'
    );

CREATE OR REPLACE FUNCTION grid_versions_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR OLD.closed_in IS NOT NULL
        OR (OLD.id, OLD.grid_id, OLD.network_code, OLD.opened_in, lower(OLD.valid), OLD.name, OLD.kind,
            OLD.status, OLD.area_code, OLD.parent_grid_id, OLD.reason, OLD.trigger_count,
            ST_AsEWKB(OLD.geometry))
        IS DISTINCT FROM
           (NEW.id, NEW.grid_id, NEW.network_code, NEW.opened_in, lower(NEW.valid), NEW.name, NEW.kind,
            NEW.status, NEW.area_code, NEW.parent_grid_id, NEW.reason, NEW.trigger_count,
            ST_AsEWKB(NEW.geometry))
    THEN
        RAISE EXCEPTION 'version % of grid % is published and cannot be rewritten', OLD.opened_in, OLD.grid_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
