-- A draft's units are named by their codes, whether or not they are the current ones.

CREATE INDEX ix_units_code ON units (code);
