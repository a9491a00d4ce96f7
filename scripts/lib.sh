# shellcheck shell=bash
# What the scripts here share; sourced, never run.

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
    local status=$1
    shift
    say "$*"
    exit "$status"
}

# Runs a command; its output is shown when it fails, and only then.
quietly() {
    local output status=0
    output=$("$@" 2>&1) || status=$?
    if [ "$status" -ne 0 ]; then
        printf '%s\n' "$output" >&2
    fi
    return "$status"
}

# configure FOLDER OPTION...: makes sure that the build folder is configured with these options.
# Safe to be followed by || or &&: it looks after failures itself.
configure() {
    local folder=$1 noted=$1/.options
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        say "configuring $folder"
        quietly meson setup "$folder" "$@" || return
    elif [ "$(cat "$noted" 2>/dev/null)" != "$*" ]; then
        say "configuring $folder again"
        quietly meson setup --reconfigure "$folder" "$@" || return
    else
        return 0
    fi
    printf '%s\n' "$*" >"$noted"
}
