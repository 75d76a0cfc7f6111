#!/bin/sh
# One run of $TEST ({title}: a pattern of its last title) with Jest and the package jest-junit, its report in out/.
JEST_JUNIT_OUTPUT_FILE=out/junit.xml exec npx jest --ci -t "$TEST" --reporters=default --reporters=jest-junit
