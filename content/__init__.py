"""The shipped course: data only."""
