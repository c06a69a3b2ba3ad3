"""Makes the Word templates of the project: `python -m templates.making.build`."""
