"""The release for Windows: one zip that installs without network and without an administrator."""
