"""The door for programs: what a local closeread, or any other client, asks of a served class over HTTP."""
