"""The browser door: a plain form to come in, and a page with a terminal."""
