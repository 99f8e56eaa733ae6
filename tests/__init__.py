"""Tests of closeread."""
