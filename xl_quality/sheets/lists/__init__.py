"""List sheets (任课、县名次、指标 …): known by their header, read into records."""
