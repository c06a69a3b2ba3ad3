"""The sample township: an invented 成绩册 with everything an office keeps, and its generator."""
