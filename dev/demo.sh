#!/bin/sh
# The main job on the sample workbook: reads it, computes, writes the results into out/demo.
. "$(dirname "$0")/setup.sh"
make_venv locks/run.txt
exec .venv/bin/xl-quality demo "$@"
