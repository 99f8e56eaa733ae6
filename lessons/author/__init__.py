"""What helps a teacher to write: new lessons from templates, and edits that keep comments."""
