# shellcheck shell=bash
# Steps that cases share; a case reads it with: . "$REPO/tests/golden/steps.sh"

# config [MEMBERS]: a perfgate.json for one workload, ./work. Only its wall_time counts, and only
# from 40 % on, so that what a busy machine adds changes no verdict.
config() {
    cat >perfgate.json <<END
{
  "suite": "demo",
  "timeout_seconds": 10,
  ${1-}
  "metrics": {
    "wall_time": {"threshold_percent": 40},
    "cpu_time": {"threshold_percent": 1000, "gate": false},
    "peak_rss": {"threshold_percent": 1000, "gate": false},
    "page_faults": {"threshold_percent": 1000, "gate": false}
  },
  "workloads": [{"name": "work", "command": ["./work"]}]
}
END
}

# program FAST|SLOW: the workload, which takes 20 ms or 40.
program() {
    local seconds=0.02
    [ "$1" = fast ] || seconds=0.04
    printf '#!/bin/sh\nexec sleep %s\n' "$seconds" >work
    chmod +x work
}

# commit SUBJECT: all there is.
commit() {
    git add --all
    git commit --quiet --allow-empty --message "$1"
}

# repository: with the fast workload, committed on the branch main.
repository() {
    git init --quiet --initial-branch main
    printf '/perfgate-out/\n' >.gitignore
    [ -f perfgate.json ] || config ''
    program fast
    commit 'the first'
}

# topic: a branch of its own, as for a pull request.
topic() {
    git checkout --quiet -b topic
}

# accepted: a baseline of what stands there, not committed yet.
accepted() {
    "$PERFGATE" baseline accept --once --blocks 5 >/dev/null 2>&1
}

# steady COMMAND...: what it prints and ends with, without what differs from machine to machine and
# from run to run: measured numbers, dates, the CPU, the host class, the rows that do not count and
# how many rows there are. Commits are called by their subject.
steady() {
    local status=0 aside
    aside=$(mktemp -d)
    "$@" >"$aside/printed" 2>"$aside/said" || status=$?
    git log --all --abbrev=12 --format='s/%h/<%s>/g' >"$aside/commits" 2>/dev/null || true
    cat - "$aside/commits" >"$aside/common" <<'END'
s/[0-9a-f]{64}/HASH/g
s,/tmp/perfgate-[A-Za-z0-9]+,SCRATCH,g
s/[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]*Z)?/DATE/g
s/[0-9]+ days? ago/N days ago/g
END
    sed -E -f "$aside/common" -e 's/on CPU [0-9]+/on CPU C/; s/seed [0-9]+/seed S/' \
        -e 's/, wall_time .*//' "$aside/said"
    awk '/^[^:]* (cpu_time|peak_rss|page_faults) / { skipped = 1; next }
         /^  └/ && (skipped || / real, below /) { next }
         /^self-test: would have caught / { next }
         /^[0-9]+ (broken|regressed|missing|incomparable|inconclusive|improved|new|unchanged)/ { next }
         /^$/ { blank = blank "\n"; next }
         /^[^ ]+ [^ ]+: ([a-z0-9_]+ (~ )?[-+0-9.]+ %(, )?)+$/ {
             if (!glance) { blank = substr(blank, 2) } # the workloads at a glance: they vary
             glance = 1; next
         }
         { skipped = glance = 0; printf "%s%s\n", blank, $0; blank = "" }
         END { printf "%s", blank }' "$aside/printed" |
        sed -E -f "$aside/common" -e 's/^host  .*/host  HOST/; s,/[a-z0-9.-]+\.json,/HOST.json,' \
            -e 's/[+-]?[0-9.]+ ([mun]?s\b|%)/N \1/g; s/\[[^]]*\] %/[N]/; s/\bq [0-9.e-]+/q N/' \
            -e 's/(is assumed): [0-9].*/\1: .../' \
            -e 's/(\[N\]|-)  +[<0-9.e -]+  /\1  N  /; s/([^ ])  +/\1  /g; s/(N %, )[^)]*/\1N/'
    rm -rf "$aside"
    echo "exit status $status"
}
