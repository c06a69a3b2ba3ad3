"""Installing on Windows: run by install.bat before anything is installed, so stdlib only."""
