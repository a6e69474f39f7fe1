-- Times are microseconds since 1970 (UTC). Nothing here is an answer: `sealed` is an age file.
CREATE TABLE submission (
    id           INTEGER PRIMARY KEY,
    reference    TEXT    NOT NULL UNIQUE,
    form         TEXT    NOT NULL,
    council      TEXT,
    key          BLOB    UNIQUE CHECK (key IS NULL OR length(key) = 32),
    received     INTEGER NOT NULL,
    answer_by    TEXT,
    opened       INTEGER,
    confirmed    INTEGER,
    progress     TEXT    NOT NULL DEFAULT 'new'
                         CHECK (progress IN ('new', 'checking', 'made', 'declined', 'closed')),
    confirm_hash BLOB    NOT NULL CHECK (length(confirm_hash) = 32),
    sealed       BLOB    NOT NULL
) STRICT;

-- One row: when the clock was last seen, and whether deleted bytes are still to be removed from the files.
CREATE TABLE upkeep (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    last_tick INTEGER,
    scrub_due INTEGER NOT NULL DEFAULT 0 CHECK (scrub_due IN (0, 1))
) STRICT;

INSERT INTO upkeep (id) VALUES (1);
