#!/bin/sh
# One run of $TEST (Class#method, or A#x,B#y) with Gradle, its report in out/. Ends as the test did; without the cache, or
# nothing runs.
set --
tests=$(printf '%s\n' "$TEST" | sed 's/, *\([^][,]*#\)/\
\1/g')
while IFS= read -r one; do
  case $one in *'#'*) one=${one%%#*}.${one#*#} ;; esac
  set -- "$@" --tests "$one"
done <<END
$tests
END
find . -type d -name test-results -prune -exec rm -rf {} +
./gradlew test "$@" --no-build-cache
code=$?
find . -path '*/test-results/*/TEST-*.xml' -exec cp {} out/ ';'
exit "$code"
