# shellcheck shell=bash
# For the cases of judge/; read with: . "$REPO/tests/golden/judge_steps.sh"
. "$REPO/tests/golden/merge_steps.sh"

# config WORKLOAD...: the base branch's checkout, of the suite that merge_steps.sh makes shards of.
config() {
    local name separator=''
    mkdir -p base
    printf '{"suite": "demo", "workloads": [' >base/perfgate.json
    for name in "$@"; do
        printf '%s{"name": "%s", "command": ["./%s"]}' "$separator" "$name" "$name" >>base/perfgate.json
        separator=', '
    done
    printf ']}\n' >>base/perfgate.json
}

# runs: what two measuring jobs have handed over, each in a folder of its own.
runs() {
    mkdir runs
    (cd runs && folders)
}

judge() {
    "$PERFGATE" judge runs --config base/perfgate.json "$@"
    echo "exit status $?"
}
