#!/bin/sh
# One run of $TEST (till::tests::pays) with cargo-nextest, its report in out/. `.config/nextest.toml` says
# `[profile.retrial.junit]` and `path = "junit.xml"`. Ends as the test did; retries would hide failures.
rm -f target/nextest/retrial/junit.xml
cargo nextest run --profile retrial --retries 0 -E "test(=$TEST)"
code=$?
cp target/nextest/retrial/junit.xml out/
exit "$code"
