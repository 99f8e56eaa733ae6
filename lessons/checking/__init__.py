"""Everything ``closeread check`` says."""
