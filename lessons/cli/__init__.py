"""The command line: parse, dispatch, exit codes, and the linear front end."""
