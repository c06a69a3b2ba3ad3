"""CPU time and memory against the usual scripts, measured in one run.

`python -m benchmarks` prints the table. The benchmarks need a Unix (`os.wait4`) and the
development extras; nothing here is a test.
"""
