-- Who reads sees the rows of their scope alone. The API reads as the role gridgeo_app and names the
-- scope in the setting gridgeo.scope, both for one transaction: for each task the pairs of area and
-- network in which it is the caller's, null for all, as in {"plans": [["110199001000", null]]}.
-- Without a scope nothing of these tables is seen. Their owner, who imports and computes, sees all.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gridgeo_app') THEN
        CREATE ROLE gridgeo_app NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'gridgeo_app', 'MEMBER') THEN
        EXECUTE format('GRANT gridgeo_app TO %I', current_user);
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- another database's migration was quicker
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role gridgeo_app is needed to keep rows apart: %', SQLERRM
            USING HINT = format('Let the administrator of this server run CREATE ROLE gridgeo_app NOLOGIN;'
                                ' GRANT gridgeo_app TO %I; then migrate again.', current_user);
END $$;

CREATE FUNCTION scope_pairs(task text) RETURNS TABLE (area_code text, network_code text) LANGUAGE sql STABLE AS $$
    SELECT pair ->> 0, pair ->> 1 FROM jsonb_array_elements(
        nullif(current_setting('gridgeo.scope', true), '')::jsonb -> task) AS pair
$$;
-- Whether a task is the caller's everywhere in all networks, or everywhere on the ground.
CREATE FUNCTION scope_everywhere(task text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM scope_pairs(task) AS p WHERE p.area_code IS NULL AND p.network_code IS NULL)
$$;
CREATE FUNCTION scope_all_ground(task text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM scope_pairs(task) AS p WHERE p.area_code IS NULL)
$$;
-- The areas of a task with all below them, each with the network that it is for.
CREATE FUNCTION scope_ground(task text) RETURNS TABLE (area_code text, network_code text) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE below AS (
        SELECT p.area_code, p.network_code FROM scope_pairs(task) AS p WHERE p.area_code IS NOT NULL
        UNION
        SELECT a.code, b.network_code FROM below AS b JOIN areas AS a ON a.parent_code = b.area_code
    )
    SELECT below.area_code, below.network_code FROM below
$$;
CREATE FUNCTION scope_areas(task text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT g.area_code), '{}') FROM scope_ground(task) AS g
$$;
CREATE FUNCTION scope_shape(task text) RETURNS geometry LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) = 1 THEN (array_agg(a.geometry))[1] ELSE ST_Union(a.geometry) END
    FROM areas AS a WHERE a.code IN (SELECT p.area_code FROM scope_pairs(task) AS p)
$$;

-- Plans whose every community is the caller's. The functions that read rows themselves run as their
-- owner: that is what lets them use any index, and what keeps them from asking themselves.
CREATE FUNCTION scope_plans() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    WITH ground AS MATERIALIZED (SELECT * FROM scope_ground('plans'))
    SELECT p.id FROM plans AS p
    WHERE EXISTS (SELECT FROM scope_pairs('plans') AS s
                  WHERE s.area_code IS NULL AND (s.network_code IS NULL OR s.network_code = p.network_code))
       OR EXISTS (SELECT FROM plan_areas WHERE plan_id = p.id) AND NOT EXISTS (
              SELECT FROM plan_areas AS pa WHERE pa.plan_id = p.id AND NOT EXISTS (
                  SELECT FROM ground AS g WHERE g.area_code = pa.area_code
                    AND (g.network_code IS NULL OR g.network_code = p.network_code)))
$$;
-- Workers who serve, or served, a grid there; and the caller, where the account is a worker's.
CREATE FUNCTION scope_workers(task text) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    WITH ground AS MATERIALIZED (SELECT * FROM scope_ground(task))
    SELECT nullif(current_setting('gridgeo.scope', true), '')::jsonb ->> 'worker'
    UNION
    SELECT p.worker_code FROM postings AS p JOIN grid_versions AS v ON v.grid_id = p.grid_id
    WHERE EXISTS (SELECT FROM scope_pairs(task) AS s
                  WHERE s.area_code IS NULL AND s.network_code = v.network_code)
       OR EXISTS (SELECT FROM ground AS g WHERE g.area_code = v.area_code
                  AND (g.network_code IS NULL OR g.network_code = v.network_code))
$$;
CREATE FUNCTION scope_grids() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    WITH ground AS MATERIALIZED (SELECT * FROM scope_ground('people'))
    SELECT v.grid_id FROM grid_versions AS v
    WHERE EXISTS (SELECT FROM scope_pairs('people') AS s
                  WHERE s.area_code IS NULL AND s.network_code = v.network_code)
       OR EXISTS (SELECT FROM ground AS g WHERE g.area_code = v.area_code
                  AND (g.network_code IS NULL OR g.network_code = v.network_code))
$$;

-- The households of a window, at most so many, in the order of codes. A policy's condition comes
-- before the caller's own, so a query of the table reads every row of it; this asks the index first.
CREATE FUNCTION households_in_view(west float8, south float8, east float8, north float8, most integer)
    RETURNS SETOF households LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    box geometry := ST_MakeEnvelope(west, south, east, north, 4326);
    shape geometry := box;
BEGIN
    IF NOT scope_all_ground('households') THEN
        -- Cut to the window first: a few corners, where a town's border has thousands.
        SELECT ST_Union(ST_Intersection(a.geometry, box)) INTO shape FROM areas AS a
        WHERE a.code IN (SELECT p.area_code FROM scope_pairs('households') AS p) AND a.geometry && box;
        IF shape IS NULL OR ST_IsEmpty(shape) THEN
            RETURN;
        END IF;
    END IF;
    IF ST_Covers(shape, box) THEN
        RETURN QUERY SELECT h.* FROM households AS h WHERE h.geometry && box ORDER BY h.code LIMIT most;
    ELSE
        RETURN QUERY SELECT h.* FROM households AS h
            WHERE h.geometry && box AND ST_Intersects(shape, h.geometry) ORDER BY h.code LIMIT most;
    END IF;
END $$;
-- How many households the communities of a window have, for everybody: so 1 to 4 are not told, and
-- a community is counted whole, since two windows that differ by one house would tell of that house.
CREATE FUNCTION households_counted(west float8, south float8, east float8, north float8, most integer)
    RETURNS TABLE (area_code text, households bigint, persons bigint, hidden boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.code, CASE WHEN c.households NOT BETWEEN 1 AND 4 THEN c.households END,
           CASE WHEN c.households NOT BETWEEN 1 AND 4 AND c.persons NOT BETWEEN 1 AND 4 THEN c.persons END,
           c.households BETWEEN 1 AND 4
    FROM (SELECT code, geometry FROM areas
          WHERE level = 'community' AND geometry && ST_MakeEnvelope(west, south, east, north, 4326)
          ORDER BY code LIMIT most) AS a
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(h.households), 0) AS households, coalesce(sum(h.persons), 0) AS persons
        FROM households AS h
        WHERE h.geometry && a.geometry AND ST_Intersects(a.geometry, h.geometry)) AS c
    ORDER BY a.code
$$;

ALTER TABLE households ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON households FOR SELECT USING (
    (SELECT scope_all_ground('households')) OR ST_Intersects((SELECT scope_shape('households')), geometry));

ALTER TABLE address_placements ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON address_placements FOR SELECT USING (
    (SELECT scope_all_ground('addresses'))
    OR area_code = ANY ((SELECT scope_areas('addresses'))::text[])
    OR (area_code IS NULL AND stated_area_code = ANY ((SELECT scope_areas('addresses'))::text[])));

ALTER TABLE plans ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON plans FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR id IN (SELECT scope_plans()));
ALTER TABLE plan_areas ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON plan_areas FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans()));
ALTER TABLE plan_grids ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON plan_grids FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans()));
ALTER TABLE plan_units ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON plan_units FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans()));
ALTER TABLE plan_operations ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON plan_operations FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans()));

ALTER TABLE review_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON review_entries FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans()));
ALTER TABLE plan_presences ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON plan_presences FOR SELECT USING (
    (SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans()));

ALTER TABLE findings ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope_plans ON findings FOR SELECT USING (
    plan_id IS NOT NULL
    AND ((SELECT scope_everywhere('plans')) OR plan_id IN (SELECT scope_plans())));
CREATE POLICY scope_published ON findings FOR SELECT USING (
    plan_id IS NULL AND ((SELECT scope_everywhere('findings')) OR EXISTS (
        SELECT FROM scope_pairs('findings') AS s LEFT JOIN areas AS a ON a.code = s.area_code
        WHERE (s.network_code IS NULL OR s.network_code = findings.network_code)
          AND (s.area_code IS NULL OR ST_Intersects(a.geometry, findings.geometry)))));

ALTER TABLE alignments ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON alignments FOR SELECT USING (
    (SELECT scope_everywhere('plans'))
    OR EXISTS (SELECT FROM scope_pairs('plans') AS s
               WHERE s.area_code IS NULL AND s.network_code = alignments.network_code)
    OR (area_codes <> '{}' AND area_codes <@ ARRAY(
        SELECT g.area_code FROM scope_ground('plans') AS g
        WHERE g.network_code IS NULL OR g.network_code = alignments.network_code)));
ALTER TABLE alignment_proposals ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON alignment_proposals FOR SELECT USING (
    EXISTS (SELECT FROM alignments AS a WHERE a.id = alignment_id));

ALTER TABLE workers ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON workers FOR SELECT USING (
    (SELECT scope_everywhere('people')) OR code IN (SELECT scope_workers('people')));
ALTER TABLE leaves ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON leaves FOR SELECT USING (
    (SELECT scope_everywhere('people')) OR worker_code IN (SELECT scope_workers('people')));
ALTER TABLE track_points ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON track_points FOR SELECT USING (
    (SELECT scope_everywhere('tracks')) OR worker_code IN (SELECT scope_workers('tracks')));
ALTER TABLE misdated_points ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON misdated_points FOR SELECT USING (
    (SELECT scope_everywhere('tracks')) OR worker_code IN (SELECT scope_workers('tracks')));
ALTER TABLE track_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON track_days FOR SELECT USING (
    (SELECT scope_everywhere('tracks')) OR workers && ARRAY(SELECT scope_workers('tracks')));
ALTER TABLE assessments ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON assessments FOR SELECT USING (
    (SELECT scope_everywhere('people')) OR worker_code IN (SELECT scope_workers('people')));
ALTER TABLE assessment_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON assessment_notes FOR SELECT USING (
    (SELECT scope_everywhere('people')) OR worker_code IN (SELECT scope_workers('people')));
ALTER TABLE postings ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON postings FOR SELECT USING (
    (SELECT scope_everywhere('people')) OR grid_id IN (SELECT scope_grids())
    OR worker_code = (SELECT nullif(current_setting('gridgeo.scope', true), '')::jsonb ->> 'worker'));
ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON visits FOR SELECT USING (
    (SELECT scope_everywhere('people')) OR grid_id IN (SELECT scope_grids())
    OR worker_code = (SELECT nullif(current_setting('gridgeo.scope', true), '')::jsonb ->> 'worker'));
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON events FOR SELECT USING (
    (SELECT scope_all_ground('events')) OR area_code = ANY ((SELECT scope_areas('events'))::text[])
    OR (area_code IS NULL AND ST_Intersects((SELECT scope_shape('events')), geometry)));
ALTER TABLE event_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY scope ON event_steps FOR SELECT USING (
    EXISTS (SELECT FROM events AS e WHERE e.id = event_id));

-- A partition asked for by its own name shows nothing: it has no policy.
CREATE OR REPLACE FUNCTION track_points_make_months(first_day date, last_day date) RETURNS SETOF text LANGUAGE plpgsql AS $$
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
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition);
        RETURN NEXT partition;
    END LOOP;
END $$;
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'track_points'::regclass LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', partition);
    END LOOP;
END $$;

-- Reading, and a line in the audit log; what later migrations make is read too, unless they say
-- otherwise. Accounts, keys, sessions, secrets of webhooks and kept answers are not for reading.
GRANT USAGE ON SCHEMA public TO gridgeo_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO gridgeo_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO gridgeo_app;
REVOKE ALL ON users, user_sessions, role_grants, api_keys, webhooks, audit_log, idempotent_answers,
    import_changes, import_files FROM gridgeo_app;
GRANT SELECT (id, login, worker_code) ON users TO gridgeo_app;  -- whose assessment an account may read,
GRANT SELECT (name, user_id) ON api_keys TO gridgeo_app;  -- and who had a part in a plan
GRANT INSERT ON audit_log TO gridgeo_app;
ALTER FUNCTION audit_log_append() SECURITY DEFINER SET search_path = public, pg_temp;
