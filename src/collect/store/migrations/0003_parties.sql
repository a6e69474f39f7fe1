-- Several people work on one draft, and send it section by section.

-- `council` decides whose keys a section is sealed to. `meeting` is the local time of the meeting that people agreed on, and
-- `meeting_at` the same day as a time, which gives the draft a longer life. A draft that is closed keeps its parties, so that
-- their codes show what became of it, and until `carried_until` what they chose to carry to next term.
ALTER TABLE draft ADD COLUMN council       TEXT;
ALTER TABLE draft ADD COLUMN meeting       TEXT;
ALTER TABLE draft ADD COLUMN meeting_at    INTEGER CHECK ((meeting IS NULL) = (meeting_at IS NULL));
ALTER TABLE draft ADD COLUMN closed        INTEGER;
ALTER TABLE draft ADD COLUMN carried_until INTEGER;

-- `seat` counts who joined, from 0. `invited_by` is the role of who invited, or `team`; nobody invites who began. `vouched` is
-- sealed by somebody who has the draft's key: nobody else can put a party in, or give one another role.
ALTER TABLE party ADD COLUMN seat       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE party ADD COLUMN joined     INTEGER NOT NULL DEFAULT 0;
ALTER TABLE party ADD COLUMN invited_by TEXT;
ALTER TABLE party ADD COLUMN vouched    BLOB;

UPDATE party SET joined = (SELECT created FROM draft WHERE draft.id = party.draft);

-- What opens for a role, under a code that works once. `invited_by` is the party; none means the team.
CREATE TABLE invitation (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    draft      INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    role       TEXT    NOT NULL,
    invited_by BLOB    REFERENCES party (id) ON DELETE CASCADE,
    wrapped    BLOB    NOT NULL,
    expires    INTEGER NOT NULL
) STRICT;

CREATE INDEX invitation_draft ON invitation (draft);

-- The keys of a section and of its draft, sealed to the team, so that it can let somebody back in.
CREATE TABLE recovery (
    draft   INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    section TEXT    NOT NULL,
    sealed  BLOB    NOT NULL,
    PRIMARY KEY (draft, section)
) STRICT;

-- When, by which role and at which revision a section was sent to the team, and whether it was sent back since; `sent_revision`
-- is -1 where it must be sent again whatever was saved. `sent_print` tells, to who has the section's key, whether its answers
-- would be others today. `reason` and `carried` are under the section's key, as `sealed` is.
ALTER TABLE section ADD COLUMN sent          INTEGER;
ALTER TABLE section ADD COLUMN sent_revision INTEGER CHECK ((sent IS NULL) = (sent_revision IS NULL));
ALTER TABLE section ADD COLUMN sent_by       TEXT;
ALTER TABLE section ADD COLUMN sent_print    BLOB;
ALTER TABLE section ADD COLUMN returned      INTEGER;
ALTER TABLE section ADD COLUMN returned_by   TEXT;
ALTER TABLE section ADD COLUMN reason        BLOB;
ALTER TABLE section ADD COLUMN carried       BLOB;

-- Who signed. A later save takes all of them away. `vouched` as above.
CREATE TABLE sign_off (
    draft   INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    role    TEXT    NOT NULL,
    party   BLOB    NOT NULL,
    signed  INTEGER NOT NULL,
    carries INTEGER NOT NULL CHECK (carries IN (0, 1)),
    vouched BLOB    NOT NULL,
    PRIMARY KEY (draft, role)
) STRICT;

-- On a shared computer a session is shorter.
ALTER TABLE session ADD COLUMN shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));

-- A section as it was sent, or a sign-off (`sign-off:ROLE`), sealed to the team. The submission of the same reference holds
-- no answer of its own.
CREATE TABLE part (
    submission   INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    revision     INTEGER NOT NULL,
    role         TEXT    NOT NULL,
    received     INTEGER NOT NULL,
    opened       INTEGER,
    confirm_hash BLOB    NOT NULL CHECK (length(confirm_hash) = 32),
    sealed       BLOB    NOT NULL,
    PRIMARY KEY (submission, name)
) STRICT;
