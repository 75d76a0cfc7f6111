#!/bin/sh
# One run of $TEST (till::tests::pays, or several with commas) with cargo-nextest, its report in out/.
# `.config/nextest.toml` says `[profile.retrial.junit]` and `path = "junit.xml"`. Ends as the test did; retries would hide
# failures.
set --
tests=$(printf '%s\n' "$TEST" | sed 's/, */\
/g')
while IFS= read -r one; do
  case $one in *'#'*) one=${one%%#*}::${one#*#} ;; esac
  set -- "$@" -E "test(=$one)"
done <<END
$tests
END
rm -f target/nextest/retrial/junit.xml
cargo nextest run --profile retrial --retries 0 "$@"
code=$?
cp target/nextest/retrial/junit.xml out/
exit "$code"
