#!/bin/sh
# One run of $TEST (tests/test_till.py::test_pays) with pytest, its report in out/. With pytest-rerunfailures add
# `--reruns 0`: retries would hide failures.
exec python -m pytest "$TEST" --junitxml=out/junit.xml
