#!/bin/sh
# One run of $TEST (src/till.test.ts#pays, several of them with commas, or a title as Vitest shows it) with Vitest, its
# report in out/. Retries would hide failures.
set --
pattern=
tests=$(printf '%s\n' "$TEST" | sed -e 's/, *\([^][,]*\.[cm]\{0,1\}[jt]sx\{0,1\}#\)/\
\1/g' -e 's/, *\([^][,]*\.[cm]\{0,1\}[jt]sx\{0,1\} > \)/\
\1/g')
while IFS= read -r one; do
  file=${one%%#*}
  title=${one#*#}
  if [ "$file" = "$one" ]; then file=${one%% > *} title=${one#* > }; fi
  case $file in
    "$one") ;; # a title alone
    *[!A-Za-z0-9_./@-]*) title="$file $title" ;;
    *.[cm][jt]s | *.[jt]s | *.[jt]sx) set -- "$@" "$file" ;;
    *) title="$file $title" ;;
  esac
  # A pattern that means the title and nothing else; its levels are joined by blanks.
  title=$(printf '%s\n' "$title" | sed -e 's/[].*+?^${}()|[\]/\\&/g' -e 's/ > / (> )?/g')
  pattern=$pattern${pattern:+'|'}$title
done <<END
$tests
END
exec npx vitest run "$@" -t "$pattern" --retry=0 --reporter=junit --outputFile=out/junit.xml
