-- Rules that rows alone cannot state: codes for ever, closed history, the audit chain, track months.

-- A code names one grid of its network for ever.
CREATE FUNCTION grids_keep_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'grid % of network % keeps its code for ever', OLD.code, OLD.network_code
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER grids_keep_code_on_update BEFORE UPDATE OF id, network_code, code ON grids
    FOR EACH ROW WHEN ((OLD.id, OLD.network_code, OLD.code) IS DISTINCT FROM (NEW.id, NEW.network_code, NEW.code))
    EXECUTE FUNCTION grids_keep_code();
CREATE TRIGGER grids_keep_code_on_delete BEFORE DELETE ON grids
    FOR EACH ROW EXECUTE FUNCTION grids_keep_code();

-- A published version may be closed and recounted, nothing else: history is not rewritten.
CREATE FUNCTION grid_versions_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER grid_versions_keep_history BEFORE UPDATE OR DELETE ON grid_versions
    FOR EACH ROW EXECUTE FUNCTION grid_versions_keep_history();

-- The audit log: each entry's hash covers the one before, entries are only ever added.
CREATE FUNCTION audit_entry_hash(entry audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(entry.previous_hash, ''::bytea) || convert_to(jsonb_build_array(
        entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        entry.actor, entry.action, entry.object_kind, entry.object_key, entry.details)::text, 'UTF8'))
$$;
CREATE FUNCTION audit_log_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last audit_log;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('gridgeo.audit_log'));  -- the chain has one end
    SELECT * INTO last FROM audit_log ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last.id, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.previous_hash := last.hash;
    NEW.hash := audit_entry_hash(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_append BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_append();
CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_log_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
CREATE FUNCTION audit_log_first_broken() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT min(id) FROM (
        SELECT id, hash, previous_hash, audit_entry_hash(entry) AS true_hash,
               lag(id, 1, 0::bigint) OVER chain AS id_before, lag(hash) OVER chain AS hash_before
        FROM audit_log AS entry WINDOW chain AS (ORDER BY id)
    ) AS links
    WHERE hash <> true_hash OR previous_hash IS DISTINCT FROM hash_before OR id <> id_before + 1
$$;

-- Tracks live in one partition a month (UTC). Both functions give the partitions they touched.
CREATE FUNCTION track_points_make_months(first_day date, last_day date) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    month date;
    partition text;
BEGIN
    FOR month IN SELECT generate_series(date_trunc('month', first_day::timestamp),
                                        last_day::timestamp, interval '1 month')::date LOOP
        partition := 'track_points_' || to_char(month, 'YYYYMM');
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('gridgeo.' || partition));  -- two uploads at once
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I PARTITION OF track_points FOR VALUES FROM (%L) TO (%L)', partition,
                       month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
        RETURN NEXT partition;
    END LOOP;
END $$;
CREATE FUNCTION track_points_retire_before(day date) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    partition text;
BEGIN
    FOR partition IN
        SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'track_points'::regclass
          AND to_date(right(relname, 6), 'YYYYMM') + interval '1 month' <= day
        ORDER BY relname LOOP
        EXECUTE format('DROP TABLE %I', partition);
        RETURN NEXT partition;
    END LOOP;
END $$;
