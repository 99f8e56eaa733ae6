"""The SSH door: the same program over SSH, and nothing else; asyncssh is loaded only where it was asked for."""
