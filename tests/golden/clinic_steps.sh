# shellcheck shell=bash
# A case of the clinic so small that a shell builds it: programs are scripts, whose toggles are lines.
# A case reads it with: . "$REPO/tests/golden/clinic_steps.sh"

# tiny_case: perfgate.json, ./build, the case tiny with five candidates, its profile, and
# ./same, which compares what two variants print. Toggles that are on in head stand in ./on.
tiny_case() {
    touch on
    cat >build <<'END'
#!/bin/sh
# build [--case CASE --into DIR [--off LIST] [--on LIST] [--flags=F] [--train FILE]]
into=out on='' all=yes
while [ $# -gt 0 ]; do
    case $1 in
        --case) shift ;;
        --into) into=$2; shift ;;
        --off) if [ "$2" = all ]; then all=no; else off=$2; fi; shift ;;
        --on) on=$2; shift ;;
        --train) shift ;;
        --flags=-broken) echo 'no such flag: -broken'; exit 1 ;;
    esac
    shift
done
[ "$all" = no ] || on=$on,$(tr '\n' , <on)
mkdir -p "$into"
{
    echo '#!/bin/sh'
    for toggle in calm wrong hidden; do
        case ,$on, in *",$toggle,"*) [ "$toggle" = "${off-}" ] || echo "$toggle=1" ;; esac
    done
    echo 'sleep 0.01'
    echo 'echo answer ${wrong:+is wrong}'
    echo '[ -z "$hidden" ] || [ $# = 0 ] || echo more'
} >"$into/tiny"
chmod +x "$into/tiny"
END
    cat >same <<'END'
#!/bin/sh
[ "$("$1" beyond)" = "$("$2" beyond)" ] || { echo "$(basename "$2") prints something else" >&2; exit 1; }
END
    chmod +x build same
    cat >perfgate.json <<'END'
{
  "suite": "demo",
  "build": ["./build"],
  "metrics": {
    "wall_time": {"threshold_percent": 60},
    "cpu_time": {"threshold_percent": 1000, "gate": false},
    "peak_rss": {"threshold_percent": 1000, "gate": false},
    "page_faults": {"threshold_percent": 1000, "gate": false}
  },
  "clinic": ["tiny"],
  "workloads": [{"name": "tiny", "command": ["out/tiny"], "output_sha256": "ANSWER"}]
}
END
    sed -i "s/ANSWER/$(echo 'answer ' | sed 's/ $//' | sha256sum | cut -d' ' -f1)/" perfgate.json
    mkdir tiny
    printf 'main;answer 60\nmain;wait 30\nmain 10\n' >tiny/base.folded
    tiny_candidates >tiny/candidates.json
}

# candidate ID HOTSPOT GAIN LINES WAY [MORE]
candidate() {
    cat <<END
    {"id": "$1", "title": "Do $1", "hypothesis": "It helps.",
     "hotspot": {"function": "$2", "share": 0.6, "kind": "total"}, "expected_gain": $3,
     "risk": {"correctness": 1, "memory": 1, "portability": 1, "complexity": 1},
     "lines": $4, $5${6:+, $6}}
END
}

tiny_candidates() {
    cat <<'END'
{
  "schema": "perfgate-candidates/1", "case": "tiny", "workload": "tiny",
  "question": "How fast?", "metric": "wall_time", "metric_reason": "One waits for it.",
  "represents": ["Waiting."], "does_not_represent": ["Work."],
  "correctness": ["./same", "{baseline}", "{variant}"],
  "complexity": {"max_lines": 50, "max_lines_per_percent": 5}, "profile": "base.folded",
  "candidates": [
END
    candidate calm answer 0.3 5 '"toggle": "calm"' "${CALM-}"
    echo ,
    candidate wrong answer 0.5 5 '"toggle": "wrong"'
    echo ,
    candidate hidden wait 0.8 9 '"toggle": "hidden"'
    echo ,
    candidate flags main 0.1 0 '"flags": ["-broken"]'
    echo ,
    candidate later answer 0.2 9 '"toggle": "later"' '"after": ["calm"]'
    echo ']}'
}
