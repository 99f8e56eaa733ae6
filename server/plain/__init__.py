"""The linear route as plain pages: headings, paragraphs and forms, for screen readers and phones; no script."""
