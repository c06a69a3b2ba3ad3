"""Lists that clauses take facts from: derived from scores, from 历次, from the whole county."""
