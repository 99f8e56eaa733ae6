"""What the program tells of results: progress of a learner."""
