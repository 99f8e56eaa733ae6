"""The Textual interface of closeread. It may import the engine; the engine never imports it."""
