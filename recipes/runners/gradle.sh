#!/bin/sh
# One run of $TEST (Class#method) with Gradle, its report in out/. Ends as the test did; without the cache, or nothing runs.
find . -type d -name test-results -prune -exec rm -rf {} +
./gradlew test --tests "$(printf %s "$TEST" | tr '#' .)" --no-build-cache
code=$?
find . -path '*/test-results/*/TEST-*.xml' -exec cp {} out/ ';'
exit "$code"
