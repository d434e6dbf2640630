"""The agent: the one process that may change the box, reached through a unix socket."""
