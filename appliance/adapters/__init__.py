"""One module for each thing outside the code: clock, disks, programs, databases."""
