-- The hash of the code with which its sender may take a submission back until somebody opens it.
ALTER TABLE submission ADD COLUMN withdraw_hash BLOB CHECK (withdraw_hash IS NULL OR length(withdraw_hash) = 32);
