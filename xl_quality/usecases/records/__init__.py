"""What a run leaves behind (运行记录), and how it is proved later."""
