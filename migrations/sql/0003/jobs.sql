-- Jobs that tell how far they are, wait after a failure and know who runs them; answers to writes
-- that are sent twice.

ALTER TABLE jobs
    ADD COLUMN user_id BIGINT,
    ADD COLUMN note TEXT,
    ADD COLUMN seconds_left DOUBLE PRECISION,
    ADD COLUMN worker TEXT,
    ADD COLUMN max_attempts INTEGER DEFAULT '3' NOT NULL,
    ADD COLUMN available_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ADD COLUMN result_file TEXT,
    ADD COLUMN batch TEXT,
    ADD COLUMN payload BYTEA,
    ADD COLUMN output BYTEA,
    DROP CONSTRAINT uq_jobs_idempotency_key,
    ADD CONSTRAINT uq_jobs_requested_by_idempotency_key UNIQUE (requested_by, idempotency_key),
    ADD CONSTRAINT ck_jobs_max_attempts CHECK (max_attempts >= 1),
    ADD CONSTRAINT ck_jobs_finished CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
    ADD CONSTRAINT fk_jobs_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;
-- A heartbeat changes no indexed column: with room on its page it makes no new index entries.
ALTER TABLE jobs SET (fillfactor = 70);
CREATE INDEX ix_jobs_running ON jobs (id) WHERE state = 'running';
CREATE INDEX ix_jobs_user_id_id ON jobs (user_id, id);
CREATE INDEX ix_jobs_batch ON jobs (batch) WHERE batch IS NOT NULL;
CREATE INDEX ix_jobs_finished_at ON jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE idempotent_answers (
    user_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    status INTEGER NOT NULL,
    headers JSONB NOT NULL,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_idempotent_answers PRIMARY KEY (user_id, key),
    CONSTRAINT ck_idempotent_answers_request_hash CHECK (octet_length(request_hash) = 32),
    CONSTRAINT fk_idempotent_answers_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_idempotent_answers_created_at ON idempotent_answers (created_at);
