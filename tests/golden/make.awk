#!/usr/bin/awk -f
# Writes the run files and baselines that a case compares, from a text in which the numbers can be
# seen:
#
#     base.json session=s1 host=h in_block=2
#       parser wall_time 50 51 52 53
#     head.json session=s1 host=h in_block=2
#       parser wall_time 60 61 62 63
#     baseline.json of base.json head.json
#
# A line that begins a run: the file and KEY=VALUE for suite, session, side, revision, compiler, host
# (the class), complete (true, false) and in_block (how many samples follow each other in one block).
# What is not given is left out of the file. Its rows stand below, indented:
#
#     WORKLOAD METRIC[:UNIT[:KIND[:BETTER]]] VALUE ...
#     WORKLOAD broken|inputs|artifacts TEXT
#     WORKLOAD absent|same_bytes
#
# A value is a number, a number of a block (51@3), or 50000~2%x20: twenty around 50000, within 2 %,
# drawn from a generator that begins with the name of the file, so they are the same each time.
#
# FILE of RUN.json ...: a baseline of these runs, oldest first.

BEGIN {
    units["wall_time"] = units["cpu_time"] = "ns"
    units["peak_rss"] = units["allocated_bytes"] = units["peak_heap"] = "bytes"
    for (i = 32; i < 127; i++) {
        code[sprintf("%c", i)] = i
    }
}

function quoted(text) {
    gsub(/[\\"]/, "\\\\&", text)
    return "\"" text "\""
}

# The minimal standard generator of Park and Miller, whose products a double holds exactly.
function uniform() {
    state = state * 16807 % 2147483647
    return state / 2147483647
}

function start(name, i) {
    state = 1
    for (i = 1; i <= length(name); i++) {
        state = (state * 256 + code[substr(name, i, 1)]) % 2147483646 + 1
    }
    uniform()
}

function add(value, block) {
    samples = samples (samples == "" ? "" : ",") value
    if (key["in_block"]) {
        block = int(taken / key["in_block"])
        taken++
    }
    if (block != "") {
        blocks = blocks (blocks == "" ? "" : ",") block
    }
}

function series(parts, part, i, k, json) {
    samples = blocks = ""
    taken = 0
    split($2, parts, ":")
    for (i = 3; i <= NF; i++) {
        if (split($i, part, /[~%x]+/) == 3) {
            for (k = 0; k < part[3]; k++) {
                # Whole numbers, more of them near the middle.
                add(sprintf("%.0f", part[1] * (1 + part[2] / 100 * (uniform() + uniform() - 1))), "")
            }
        } else {
            split($i "@", part, "@")
            add(part[1], part[2])
        }
    }
    json = "{\"metric\":" quoted(parts[1]) ",\"unit\":"
    json = json quoted(parts[2] != "" ? parts[2] : units[parts[1]] != "" ? units[parts[1]] : "count")
    json = json (parts[3] != "" ? ",\"kind\":" quoted(parts[3]) : "")
    json = json (parts[4] != "" ? ",\"better\":" quoted(parts[4]) : "")
    return json ",\"samples\":[" samples "]" (blocks != "" ? ",\"blocks\":[" blocks "]" : "") "}"
}

function row(text) {
    if (!($1 in members)) {
        names[++workloads] = $1
        members[$1] = lists[$1] = ""
    }
    if ($2 == "absent" || $2 == "same_bytes") {
        members[$1] = members[$1] "," quoted($2) ":true"
    } else if ($2 == "broken" || $2 == "inputs" || $2 == "artifacts") {
        text = $0
        sub(/^ *[^ ]+ +[^ ]+ +/, "", text)
        members[$1] = members[$1] "," quoted($2) ":" quoted(text)
    } else {
        lists[$1] = lists[$1] (lists[$1] == "" ? "" : ",\n  ") series()
    }
}

function member(name) {
    return name in key ? "," quoted(name) ":" quoted(key[name]) : ""
}

function finish(json, i, source) {
    if (file == "") {
        return
    }
    json = "{\"schema\":\"perfgate-run/1\"" member("suite") member("session") member("side")
    json = json ("complete" in key ? ",\"complete\":" key["complete"] : "")
    json = json ("host" in key ? ",\"host\":{\"class\":" quoted(key["host"]) "}" : "")
    source = substr(member("revision") member("compiler"), 2)
    json = json (source != "" ? ",\"source\":{" source "}" : "") ",\"workloads\":["
    for (i = 1; i <= workloads; i++) {
        json = json (i > 1 ? ",\n " : "\n ") "{\"name\":" quoted(names[i]) members[names[i]]
        json = json ",\"series\":[" lists[names[i]] "]}"
    }
    made[file] = json "]}"
    host_of[file] = key["host"]
    suite_of[file] = key["suite"]
    print made[file] >file
    close(file)
    file = ""
}

function baseline(path, json, i) {
    json = "{\"schema\":\"perfgate-baseline/1\",\"suite\":" quoted(suite_of[$3])
    json = json ",\"host_class\":" quoted(host_of[$3]) ",\"sessions\":["
    for (i = 3; i <= NF; i++) {
        json = json (i > 3 ? ",\n" : "\n")
        json = json sprintf("{\"accepted\":\"2026-01-%02dT00:00:00Z\",\"run\":", i - 2) made[$i] "}"
    }
    print json "]}" >path
    close(path)
}

NF == 0 { next }
/^ / { row(); next }
{ finish() }
$2 == "of" { baseline($1); next }
{
    file = $1
    start(file)
    workloads = 0
    split("", members)
    split("", key)
    for (i = 2; i <= NF; i++) {
        key[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
    }
}
END { finish() }
