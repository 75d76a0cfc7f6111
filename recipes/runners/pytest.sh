#!/bin/sh
# One run of $TEST (tests/test_till.py::test_pays, or several with commas) with pytest, its report in out/. With
# pytest-rerunfailures add `--reruns 0`: retries would hide failures.
set --
tests=$(printf '%s\n' "$TEST" | sed -e 's/, *\([^][,]*\.py#\)/\
\1/g' -e 's/, *\([^][,]*\.py::\)/\
\1/g')
while IFS= read -r one; do
  case $one in *.py'#'*) one=${one%%#*}::${one#*#} ;; esac
  set -- "$@" "$one"
done <<END
$tests
END
exec python -m pytest "$@" --junitxml=out/junit.xml
