-- One code for all drafts of a person. `id` is derived from the code, and nothing leads back. `sealed` is the list of the drafts,
-- under a key that only the code gives. `used` is the day on which the folder was last used, not the moment.
CREATE TABLE folder (
    id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    revision INTEGER NOT NULL CHECK (revision > 0),
    sealed   BLOB    NOT NULL,
    used     INTEGER NOT NULL
) STRICT;

-- As `session`: `wrapped` is the list's key under one that only the browser's cookie gives.
CREATE TABLE folder_session (
    id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    folder  BLOB    NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
    wrapped BLOB    NOT NULL,
    begun   INTEGER NOT NULL,
    seen    INTEGER NOT NULL,
    shared  INTEGER NOT NULL CHECK (shared IN (0, 1))
) STRICT;

CREATE INDEX folder_session_folder ON folder_session (folder);
