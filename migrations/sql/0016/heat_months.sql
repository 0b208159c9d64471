-- Heat cells of whole months, so that a month opens at once: sums of heat_days, made anew after them.

CREATE TABLE heat_months (
    month DATE NOT NULL,
    network_code TEXT NOT NULL,
    doubled SMALLINT NOT NULL,
    block BIGINT NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    passes BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    west INTEGER NOT NULL,
    east INTEGER NOT NULL,
    north INTEGER NOT NULL,
    south INTEGER NOT NULL,
    cells BYTEA NOT NULL,
    CONSTRAINT pk_heat_months PRIMARY KEY (month, network_code, doubled, block)
);
