#!/bin/sh
# One run of $TEST (Class#method, or Class) with Ant, its report in out/. Target, properties and folder are those of
# Apache Cassandra's build: put your own there.
rm -rf build/test/output
case $TEST in
  *'#'*) ant testsome -Dtest.name="${TEST%%#*}" -Dtest.methods="${TEST#*#}" ;;
  *) ant testsome -Dtest.name="$TEST" ;;
esac
code=$?
find build/test/output -name 'TEST-*.xml' -exec cp {} out/ ';'
exit "$code"
