"""What a teacher sees of a class while it is served, and the teacher's hand."""
