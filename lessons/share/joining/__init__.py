"""A learner on a computer of their own who belongs to a class: what is done here is posted there."""
