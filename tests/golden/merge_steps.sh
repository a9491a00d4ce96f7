# shellcheck shell=bash
# Shards for the cases of merge/; read with: . "$REPO/tests/golden/merge_steps.sh"

# shard SIDE INDEX COUNT WORKLOAD...: the run of a shard of the suite "a b c", on standard output.
# Head is slower in b.
shard() {
    local side=$1 index=$2 count=$3 name first=1000 separator=''
    shift 3
    printf '{"schema": "perfgate-run/1", "tool": "perfgate", "suite": "demo", "session": "s%s",\n' "$index"
    printf ' "side": "%s", "started": "2026-01-01T00:00:0%sZ", "host": {"class": "host"},\n' "$side" "$index"
    printf ' "source": {"revision": "%s"}, "settings": {"blocks": 6, "launches": 2},\n' "${side}1"
    printf ' "shards": {"index": %s, "count": %s, "plan": "cafe", "suite": ["a", "b", "c"]},\n' "$index" "$count"
    printf ' "workloads": ['
    for name in "$@"; do
        [ "$side-$name" = head-b ] && first=1100 || first=1000
        printf '%s{"name": "%s", "series": [{"metric": "wall_time", "unit": "ns",\n  "samples": [' "$separator" "$name"
        for i in 0 1 2 3 4 5 6 7 8 9 10; do printf '%s, ' $((first + i * 7 % 11)); done
        printf '%s], "blocks": [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]}]}' "$first"
        separator=','
    done
    printf ']}\n'
}

# folders: what two gates with --shard leave.
folders() {
    local side
    mkdir one two
    for side in base head; do
        shard $side 1 2 b >one/$side.json
        shard $side 2 2 a c >two/$side.json
    done
}
