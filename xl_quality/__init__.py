"""xl_quality: 教学质量 statistics, rankings and rewards in the office's own workbooks."""

__version__ = "0.1.0"
