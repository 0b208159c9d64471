-- What a network wants of a plan (workload, dedicated grids), the places and homes being built that
-- a plan looks at, and what a plan keeps of locks, pins and reserved grids.

ALTER TABLE networks
    ADD COLUMN dedicated_counts BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN workload JSONB DEFAULT '{}' NOT NULL;

CREATE TABLE dedicated_rules (
    network_code TEXT NOT NULL,
    kind VARCHAR(32) NOT NULL,
    radius_m DOUBLE PRECISION NOT NULL,
    minimum_m2 DOUBLE PRECISION NOT NULL,
    CONSTRAINT pk_dedicated_rules PRIMARY KEY (network_code, kind),
    CONSTRAINT ck_dedicated_rules_placekind CHECK (kind IN ('office', 'campus', 'school', 'market', 'hospital', 'enterprise', 'hotel')),
    CONSTRAINT ck_dedicated_rules_sizes CHECK (radius_m > 0 AND radius_m <= 5000 AND minimum_m2 >= 0),
    CONSTRAINT fk_dedicated_rules_network_code_networks FOREIGN KEY (network_code) REFERENCES networks (code) ON DELETE CASCADE
);

CREATE TABLE places (
    code TEXT NOT NULL,
    name TEXT,
    kind VARCHAR(32) NOT NULL,
    geometry geometry(GEOMETRY, 4326) NOT NULL,
    CONSTRAINT pk_places PRIMARY KEY (code),
    CONSTRAINT ck_places_placekind CHECK (kind IN ('office', 'campus', 'school', 'market', 'hospital', 'enterprise', 'hotel'))
);
CREATE INDEX ix_places_geometry ON places USING gist (geometry);

CREATE TABLE developments (
    code TEXT NOT NULL,
    name TEXT,
    planned_households INTEGER NOT NULL,
    occupancy_percent INTEGER DEFAULT '60' NOT NULL,
    ready_on DATE NOT NULL,
    geometry geometry(MULTIPOLYGON, 4326) NOT NULL,
    CONSTRAINT pk_developments PRIMARY KEY (code),
    CONSTRAINT ck_developments_counts CHECK (planned_households >= 0 AND occupancy_percent BETWEEN 0 AND 100)
);
CREATE INDEX ix_developments_geometry ON developments USING gist (geometry);

ALTER TABLE units
    ADD COLUMN key_persons INTEGER DEFAULT '0' NOT NULL,
    ADD COLUMN shops INTEGER DEFAULT '0' NOT NULL,
    ADD CONSTRAINT ck_units_workload_counts CHECK (key_persons >= 0 AND shops >= 0);

ALTER TABLE plan_grids
    ADD COLUMN locked BOOLEAN DEFAULT false NOT NULL,
    ADD COLUMN place_code TEXT,
    ADD COLUMN expected_households INTEGER,
    ADD COLUMN active_from DATE,
    ADD CONSTRAINT ck_plan_grids_expected CHECK (expected_households >= 0);
ALTER TABLE plan_units ADD COLUMN pinned BOOLEAN DEFAULT false NOT NULL;
