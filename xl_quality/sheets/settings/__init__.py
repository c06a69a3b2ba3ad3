"""The form 考核设置: what a clerk fixes about figures and sheets."""
