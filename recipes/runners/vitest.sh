#!/bin/sh
# One run of $TEST ({title}: a pattern of its last title) with Vitest, its report in out/. Retries would hide failures.
exec npx vitest run -t "$TEST" --retry=0 --reporter=junit --outputFile=out/junit.xml
