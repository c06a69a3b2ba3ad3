"""Our side of a comparison, where no command does just that."""
