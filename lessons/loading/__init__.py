"""Files become values: YAML with positions, Markdown as article blocks, the catalogue of courses."""
