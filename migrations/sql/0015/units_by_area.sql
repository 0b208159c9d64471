-- A plan keeps units that are no longer current, so its questions by community need all of them.

DROP INDEX ix_units_area_code;
CREATE INDEX ix_units_area_code ON units (area_code);
