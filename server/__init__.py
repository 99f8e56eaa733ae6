"""A class reads together: one process holds the sessions of its learners, and doors lead to them."""
