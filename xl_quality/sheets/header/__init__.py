"""The rows above the pupils (表头): where they are, what each label means."""
