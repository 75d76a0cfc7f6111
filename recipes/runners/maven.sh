#!/bin/sh
# One run of $TEST (Class#method) with Maven, its report in out/. Ends as the test did; retries would hide failures.
find . -type d -name surefire-reports -prune -exec rm -rf {} +
mvn -B test -Dtest="$TEST" -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.rerunFailingTestsCount=0
code=$?
find . -path '*/surefire-reports/TEST-*.xml' -exec cp {} out/ ';'
exit "$code"
