#!/bin/sh
# One run of $TEST (Class#method, Class#x,Class#y, or Class) with Ant, its report in out/. Target, properties and folder are
# those of Apache Cassandra's build: put your own there.
class=
methods=
tests=$(printf '%s\n' "$TEST" | sed 's/, *\([^][,]*#\)/\
\1/g')
while IFS= read -r one; do
  class=${class:-${one%%#*}}
  case $one in
    "$class#"*) methods=$methods,${one#*#} ;;
    *) [ "$one" = "$TEST" ] || { echo "Ant runs methods of one class: $TEST" >&2; exit 64; } ;;
  esac
done <<END
$tests
END
rm -rf build/test/output
ant testsome -Dtest.name="$class" ${methods:+"-Dtest.methods=${methods#,}"}
code=$?
find build/test/output -name 'TEST-*.xml' -exec cp {} out/ ';'
exit "$code"
