"""A class by file: what learners handed in, kept in one database, graded afresh from the raw answers."""
