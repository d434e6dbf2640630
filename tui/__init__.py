"""The operator's console: a Textual client of the agent, and its plain line mode."""
