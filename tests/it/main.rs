//! Tests through the doors that a user uses.
