#include "profile/diff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/unit.h"

/* Intervals of the change, as share and as time, at a level. */
static void bound(pg_mover *mover, const pg_profile_diff *diff, const double hits[2], double level,
                  pg_interval *ret, pg_interval *ret_time) {
    static const double ones[2] = {1, 1};
    pg_interval intervals[2];
    for (int side = 0; side < 2; side++) {
        intervals[side] = diff->exact ? (pg_interval){mover->share[side], mover->share[side]}
                                      : pg_share_interval(hits[side], diff->weight[side], level);
    }
    *ret = pg_share_difference(mover->share, intervals, ones);
    *ret_time = pg_share_difference(mover->share, intervals, diff->cpu_ns);
    /* All functions share what is not known of the CPU time. */
    double change = mover->time_change_ns;
    double doubt = PG_DIFF_CPU_DOUBT * hypot(mover->time_ns[0], mover->time_ns[1]);
    ret_time->low = change - hypot(change - ret_time->low, doubt);
    ret_time->high = change + hypot(ret_time->high - change, doubt);
}

static void judge(pg_mover *mover, const pg_profile_diff *diff, const double hits[2]) {
    pg_interval wide, wide_time;
    double level = 1 - (1 - PG_HOTSPOT_LEVEL) / (double)diff->count;
    bool timed = diff->cpu_ns[0] > 0;
    for (int side = 0; side < 2; side++) {
        mover->share[side] = hits[side] / diff->weight[side];
        mover->time_ns[side] = mover->share[side] * diff->cpu_ns[side];
    }
    mover->change = mover->share[1] - mover->share[0];
    mover->time_change_ns = mover->time_ns[1] - mover->time_ns[0];
    bound(mover, diff, hits, PG_HOTSPOT_LEVEL, &mover->interval, &mover->time_interval_ns);
    bound(mover, diff, hits, level, &wide, &wide_time);
    const pg_interval *decides = timed ? &wide_time : &wide;
    mover->moved = decides->low > 0 || decides->high < 0;
}

static double size_of(const pg_mover *mover) {
    bool timed = mover->time_ns[0] > 0 || mover->time_ns[1] > 0;
    return fabs(timed ? mover->time_change_ns : mover->change);
}

static int compare(const void *a, const void *b, void *names) {
    const pg_mover *left = a, *right = b;
    if (left->moved != right->moved) {
        return left->moved ? -1 : 1;
    }
    if (size_of(left) != size_of(right)) {
        return size_of(left) < size_of(right) ? 1 : -1;
    }
    return strcmp(pg_name(names, left->name), pg_name(names, right->name));
}

pg_profile_diff pg_profile_compare(pg_arena *arena, const pg_profile_side sides[2]) {
    pg_names *names = sides[0].tree->names;
    size_t name_count = pg_names_count(names);
    pg_profile_diff diff = {.names = names, .exact = sides[0].exact || sides[1].exact};
    pg_hotspots spots[2];
    const pg_hotspot **by_name[2];
    bool timed = sides[0].cpu_ns > 0 && sides[1].cpu_ns > 0;
    for (int side = 0; side < 2; side++) {
        spots[side] = pg_hotspots_find(arena, sides[side].tree, 0);
        by_name[side] = PG_ARRAY(arena, const pg_hotspot *, name_count);
        for (size_t i = 0; i < spots[side].count; i++) {
            by_name[side][spots[side].spots[i].name] = &spots[side].spots[i];
        }
        diff.weight[side] = spots[side].weight;
        diff.cpu_ns[side] = timed ? sides[side].cpu_ns : 0;
    }
    diff.movers = PG_ARRAY(arena, pg_mover, name_count);
    for (uint32_t name = 0; name < name_count; name++) {
        diff.count += by_name[0][name] || by_name[1][name];
    }
    size_t at = 0;
    for (uint32_t name = 0; name < name_count; name++) {
        const pg_hotspot *base = by_name[0][name], *head = by_name[1][name];
        if (!base && !head) {
            continue;
        }
        pg_mover *mover = &diff.movers[at++];
        double hits[2] = {base ? base->self : 0, head ? head->self : 0};
        *mover = (pg_mover){.name = name, .added = !base, .removed = !head};
        mover->total[0] = (base ? base->total : 0) / diff.weight[0];
        mover->total[1] = (head ? head->total : 0) / diff.weight[1];
        judge(mover, &diff, hits);
        diff.moved += mover->moved;
    }
    qsort_r(diff.movers, diff.count, sizeof(pg_mover), compare, names);
    return diff;
}

/* ---- for people and programs ---- */

static const char *remark(const pg_mover *mover) {
    if (mover->added || mover->removed) {
        return mover->added ? "  (added)" : "  (removed)";
    }
    return "";
}

static char *signed_time(pg_arena *arena, double ns) {
    return pg_format(arena, "%s%s", ns < 0 ? "-" : "+", pg_quantity(arena, fabs(ns), "ns"));
}

void pg_profile_diff_text(pg_buf *out, const pg_profile_diff *diff, size_t most) {
    pg_arena *arena = out->arena;
    bool timed = diff->cpu_ns[0] > 0;
    size_t shown = most && most < diff->count ? most : diff->count;
    pg_buf_format(out, "  base    head   change%s%s  function\n",
                  diff->exact ? "" : "     95 % interval", timed ? "   time a launch" : "");
    for (size_t i = 0; i < shown; i++) {
        const pg_mover *mover = &diff->movers[i];
        pg_buf_format(out, "%5.1f %% %5.1f %%  %+6.2f", 100 * mover->share[0],
                      100 * mover->share[1], 100 * mover->change);
        if (!diff->exact) {
            pg_buf_format(out, "  %+6.2f to %+6.2f", 100 * mover->interval.low,
                          100 * mover->interval.high);
        }
        if (timed) {
            pg_buf_format(out, "  %13s", signed_time(arena, mover->time_change_ns));
        }
        pg_buf_format(out, " %c %s%s\n", mover->moved ? '*' : ' ',
                      pg_hotspot_name(arena, diff->names, mover->name), remark(mover));
    }
    pg_buf_format(out, "%zu of %zu functions moved (*)", diff->moved, diff->count);
    if (timed) {
        pg_buf_format(out, "; CPU time of a launch %s, then %s",
                      pg_quantity(arena, diff->cpu_ns[0], "ns"),
                      pg_quantity(arena, diff->cpu_ns[1], "ns"));
    }
    pg_buf_char(out, '\n');
}

static void put_pair(pg_json_writer *writer, const char *key, double base, double head) {
    pg_json_open_array(writer, key, PG_JSON_LINE);
    pg_json_put_number(writer, NULL, base);
    pg_json_put_number(writer, NULL, head);
    pg_json_close(writer);
}

void pg_profile_diff_json(pg_json_writer *writer, const pg_profile_diff *diff, size_t most) {
    bool timed = diff->cpu_ns[0] > 0;
    pg_json_open_object(writer, NULL, PG_JSON_LINES);
    pg_json_put_text(writer, "schema", "perfgate-profile-diff/1");
    put_pair(writer, "weight", diff->weight[0], diff->weight[1]);
    if (timed) {
        put_pair(writer, "cpu_ns", diff->cpu_ns[0], diff->cpu_ns[1]);
    }
    pg_json_put_bool(writer, "exact", diff->exact);
    pg_json_put_count(writer, "count", diff->count);
    pg_json_put_count(writer, "moved", diff->moved);
    pg_json_open_array(writer, "movers", PG_JSON_LINES);
    for (size_t i = 0; i < diff->count && (!most || i < most); i++) {
        const pg_mover *mover = &diff->movers[i];
        pg_json_open_object(writer, NULL, PG_JSON_LINE);
        pg_json_put_text(writer, "name",
                         pg_hotspot_name(writer->out->arena, diff->names, mover->name));
        put_pair(writer, "self_share", mover->share[0], mover->share[1]);
        put_pair(writer, "total_share", mover->total[0], mover->total[1]);
        pg_json_put_number(writer, "change", mover->change);
        put_pair(writer, "interval", mover->interval.low, mover->interval.high);
        if (timed) {
            put_pair(writer, "time_ns", mover->time_ns[0], mover->time_ns[1]);
            pg_json_put_number(writer, "time_change_ns", mover->time_change_ns);
            put_pair(writer, "time_interval_ns", mover->time_interval_ns.low,
                     mover->time_interval_ns.high);
        }
        pg_json_put_bool(writer, "moved", mover->moved);
        pg_json_put_bool(writer, "added", mover->added);
        pg_json_put_bool(writer, "removed", mover->removed);
        pg_json_close(writer);
    }
    pg_json_close(writer);
    pg_json_close(writer);
}
