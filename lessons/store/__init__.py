"""The record: what a learner did, kept in an append-only journal."""
