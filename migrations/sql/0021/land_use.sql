-- What ground is used for, as surveys and extracts of OpenStreetMap tell it.

CREATE TABLE land_use (
    code TEXT NOT NULL,
    name TEXT,
    use VARCHAR(32) NOT NULL,
    geometry geometry(MULTIPOLYGON, 4326) NOT NULL,
    CONSTRAINT pk_land_use PRIMARY KEY (code),
    CONSTRAINT ck_land_use_landuse CHECK (use IN ('residential', 'commercial', 'industrial', 'public', 'green', 'farmland', 'forest', 'grass', 'water', 'transport', 'special', 'other'))
);
CREATE INDEX ix_land_use_geometry ON land_use USING gist (geometry);
