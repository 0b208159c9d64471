-- Sessions of people, so that signing out ends them; passwords that somebody else gave.

ALTER TABLE users ADD COLUMN must_change_password BOOLEAN DEFAULT false NOT NULL;

CREATE TABLE user_sessions (
    token_hash BYTEA NOT NULL,
    user_id BIGINT NOT NULL,
    began_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_user_sessions PRIMARY KEY (token_hash),
    CONSTRAINT ck_user_sessions_token_hash CHECK (octet_length(token_hash) = 32),
    CONSTRAINT fk_user_sessions_user_id_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_user_sessions_user_id ON user_sessions (user_id);
CREATE INDEX ix_user_sessions_ends_at ON user_sessions (ends_at);
