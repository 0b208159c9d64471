-- What 0017 added goes.

DROP INDEX ix_units_code;
CREATE OR REPLACE FUNCTION grid_versions_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR OLD.closed_in IS NOT NULL
        OR (OLD.id, OLD.grid_id, OLD.network_code, OLD.opened_in, lower(OLD.valid), OLD.name, OLD.kind,
            OLD.status, OLD.area_code, OLD.parent_grid_id, OLD.reason, ST_AsEWKB(OLD.geometry))
        IS DISTINCT FROM
           (NEW.id, NEW.grid_id, NEW.network_code, NEW.opened_in, lower(NEW.valid), NEW.name, NEW.kind,
            NEW.status, NEW.area_code, NEW.parent_grid_id, NEW.reason, ST_AsEWKB(NEW.geometry))
    THEN
        RAISE EXCEPTION 'version % of grid % is published and cannot be rewritten', OLD.opened_in, OLD.grid_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
ALTER TABLE plan_grids DROP COLUMN trigger_count;
ALTER TABLE grid_versions DROP COLUMN trigger_count;
