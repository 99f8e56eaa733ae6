"""Pure statistics: agreement, calibration, detection, items. No lesson, no learner, no file."""
