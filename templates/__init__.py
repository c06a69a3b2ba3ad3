"""Agreement templates (.docx), and the script that made them."""
