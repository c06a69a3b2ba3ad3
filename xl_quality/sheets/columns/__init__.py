"""What each column of a score table holds (列的角色), and what is doubtful about it."""
