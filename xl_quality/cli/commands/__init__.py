"""One module a command: its arguments in, a use case called, its result shown."""
