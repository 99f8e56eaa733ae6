"""What stands on the wall while a class is served."""
