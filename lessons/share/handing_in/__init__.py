"""Hand-ins: what one learner did in one lesson, as a file for the teacher."""
