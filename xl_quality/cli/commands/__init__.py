"""One module a group of commands: arguments in, a use case called, the result shown."""
