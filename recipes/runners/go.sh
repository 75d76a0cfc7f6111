#!/bin/sh
# One run of $TEST (TestPays, or shop#TestPays,shop#TestSells) with go test and gotestsum, its report in out/. -count=1:
# nothing out of the cache.
names=
tests=$(printf '%s\n' "$TEST" | sed 's/, *\([^][,]*#\)/\
\1/g')
while IFS= read -r one; do
  names=$names${names:+'|'}${one##*#}
done <<END
$tests
END
case $names in
  *'|'*/* | */*'|'*) echo "go test can't choose several subtests at once: $TEST" >&2; exit 64 ;;
  *'|'*) names="($names)" ;;
esac
exec gotestsum --junitfile out/junit.xml -- -count=1 -run "^$names\$" ./...
