"""Screens of the interface, one a file."""
