"""What can be done to a deployment: one verb a module, `plan` first, then `run`."""
