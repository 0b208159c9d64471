-- The review of plans: one log of steps and comments for each plan, and who is at work in it now.

ALTER TABLE plans
    ADD COLUMN publish_at TIMESTAMP WITH TIME ZONE,
    ADD CONSTRAINT ck_plans_publish_at CHECK (publish_at IS NULL OR state = 'approved');

CREATE TABLE review_entries (
    plan_id BIGINT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    thread INTEGER,
    revision INTEGER NOT NULL,
    state VARCHAR(32) NOT NULL,
    text TEXT,
    grid_code TEXT,
    publish_at TIMESTAMP WITH TIME ZONE,
    sentence_zh TEXT NOT NULL,
    sentence_en TEXT NOT NULL,
    actor TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    geometry geometry(Point, 4326),
    CONSTRAINT pk_review_entries PRIMARY KEY (plan_id, number),
    CONSTRAINT ck_review_entries_number CHECK (number > 0),
    CONSTRAINT ck_review_entries_kind CHECK (kind IN ('submit', 'approve', 'send_back', 'reject', 'withdraw', 'reopen', 'schedule', 'unschedule', 'publish', 'publish_failed', 'comment', 'reply', 'resolve', 'unresolve')),
    CONSTRAINT ck_review_entries_thread CHECK ((kind IN ('reply', 'resolve', 'unresolve')) = (thread IS NOT NULL)),
    CONSTRAINT ck_review_entries_text CHECK (text ~ '\S'),
    CONSTRAINT ck_review_entries_reasons CHECK (text IS NOT NULL OR kind NOT IN ('send_back', 'reject', 'publish_failed', 'comment', 'reply')),
    CONSTRAINT ck_review_entries_pinned CHECK (kind = 'comment' OR (grid_code IS NULL AND geometry IS NULL)),
    CONSTRAINT ck_review_entries_planstate CHECK (state IN ('draft', 'in_review', 'approved', 'published', 'rejected', 'withdrawn')),
    CONSTRAINT fk_review_entries_plan_id_plans FOREIGN KEY (plan_id) REFERENCES plans (id) ON DELETE CASCADE,
    CONSTRAINT fk_review_entries_plan_id_thread_review_entries FOREIGN KEY (plan_id, thread) REFERENCES review_entries (plan_id, number) ON DELETE CASCADE
);

CREATE FUNCTION review_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entry % of the review of plan % stands as it was written', OLD.number, OLD.plan_id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER review_entries_refuse BEFORE UPDATE ON review_entries
    FOR EACH ROW EXECUTE FUNCTION review_entries_refuse();

-- Lost with a crash of the server, and put back by the next beat of whoever is there.
CREATE UNLOGGED TABLE plan_presences (
    plan_id BIGINT NOT NULL,
    session TEXT NOT NULL,
    login TEXT NOT NULL,
    grid_code TEXT,
    seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_plan_presences PRIMARY KEY (plan_id, login, session)
);
CREATE INDEX ix_plan_presences_seen_at ON plan_presences (seen_at);

-- What was undone before a later edit cannot be redone: noted once, so that no step reads the log.
ALTER TABLE plan_operations ADD COLUMN left_behind BOOLEAN DEFAULT false NOT NULL;
UPDATE plan_operations AS edit SET left_behind = true
WHERE sequence > 1 AND kind NOT IN ('undo', 'redo', 'lock', 'unlock', 'branch')
  AND undone_at IS NOT NULL AND EXISTS (
    SELECT FROM plan_operations AS later
    WHERE later.plan_id = edit.plan_id AND later.sequence > edit.sequence
      AND later.kind NOT IN ('undo', 'redo', 'lock', 'unlock', 'branch')
      AND 'undo' = (
        SELECT step.kind FROM plan_operations AS step
        WHERE step.plan_id = edit.plan_id AND step.kind IN ('undo', 'redo')
          AND step.sequence < later.sequence
          AND CAST(step.arguments ->> 'operation' AS integer) = edit.sequence
        ORDER BY step.sequence DESC LIMIT 1));
CREATE INDEX ix_plan_operations_to_undo ON plan_operations (plan_id, sequence)
    WHERE sequence > 1 AND kind NOT IN ('undo', 'redo', 'lock', 'unlock', 'branch') AND undone_at IS NULL;
CREATE INDEX ix_plan_operations_to_redo ON plan_operations (plan_id, sequence)
    WHERE sequence > 1 AND kind NOT IN ('undo', 'redo', 'lock', 'unlock', 'branch')
    AND undone_at IS NOT NULL AND NOT left_behind;
