-- What a form asked when a draft of it began, parts included: the draft goes on with it. The text of files, and no answer.
CREATE TABLE definition (
    hash   TEXT NOT NULL PRIMARY KEY,
    form   TEXT NOT NULL,
    bundle TEXT NOT NULL
) STRICT;

CREATE TABLE draft (
    id         INTEGER PRIMARY KEY,
    reference  TEXT    NOT NULL UNIQUE,
    form       TEXT    NOT NULL,
    definition TEXT    NOT NULL REFERENCES definition (hash),
    created    INTEGER NOT NULL,
    saved      INTEGER,
    keep_days  INTEGER NOT NULL CHECK (keep_days >= 0)
) STRICT;

CREATE INDEX draft_definition ON draft (definition);

-- Who works on a draft. `wrapped` is the party's identity under its code, `recipient` the public half of it.
CREATE TABLE party (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    draft     INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    role      TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    wrapped   BLOB    NOT NULL
) STRICT;

CREATE INDEX party_draft ON party (draft);

-- `sealed` is the text under the section's key. At revision 0 nothing was saved.
CREATE TABLE section (
    draft    INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0),
    sealed   BLOB    CHECK ((sealed IS NULL) = (revision = 0)),
    PRIMARY KEY (draft, name)
) STRICT;

-- A section's key, sealed with age to a party that may read the section. No row, no reading.
CREATE TABLE section_key (
    party   BLOB NOT NULL REFERENCES party (id) ON DELETE CASCADE,
    section TEXT NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (party, section)
) STRICT;

-- `wrapped` is the party's identity under a key that only the browser's cookie gives; `id` is derived from the cookie too.
CREATE TABLE session (
    id      BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    party   BLOB    NOT NULL REFERENCES party (id) ON DELETE CASCADE,
    wrapped BLOB    NOT NULL,
    begun   INTEGER NOT NULL,
    seen    INTEGER NOT NULL
) STRICT;

CREATE INDEX session_party ON session (party);

-- The hash of the code with which its sender may take a submission back until somebody opens it.
ALTER TABLE submission ADD COLUMN withdraw_hash BLOB CHECK (withdraw_hash IS NULL OR length(withdraw_hash) = 32);
