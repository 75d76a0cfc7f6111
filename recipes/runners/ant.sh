#!/bin/sh
# One run of $TEST (Class#method) with Ant, its report in out/. Target, properties and folder are those of Apache Cassandra's
# build: put your own there.
rm -rf build/test/output
ant testsome -Dtest.name="${TEST%%#*}" -Dtest.methods="${TEST#*#}"
code=$?
find build/test/output -name 'TEST-*.xml' -exec cp {} out/ ';'
exit "$code"
