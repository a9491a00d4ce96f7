#include <stddef.h>

#include "cli/command.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define AT(member)   offsetof(pg_arguments, member)
#define HAS(member)  (1 + offsetof(pg_arguments, member))

const pg_option pg_options[] = {
    {"config", 'c', PG_OPTION_TEXT, "FILE",
     "the configuration, where it is not perfgate.json here or above", AT(config), 0, 0, 0, NULL},
    {"base", 'b', PG_OPTION_TEXT, "auto|baseline|DIR|REV",
     "what head is compared with: a directory or a git revision, built and measured side by side "
     "with head; the committed baseline; or the best there is (auto, the default)",
     AT(base), 0, 0, 0, NULL},
    {"blocks", 'n', PG_OPTION_COUNT, "N",
     "blocks of two launches a side (10); the gate then makes just so many", AT(blocks),
     HAS(has_blocks), 1, 1000, NULL},
    {"max-blocks", 0, PG_OPTION_COUNT, "N",
     "most blocks of a workload (20): the gate looks after a quarter and half of them and measures "
     "no further what is decided",
     AT(max_blocks), HAS(has_max_blocks), 1, 1000, NULL},
    {"time-budget", 0, PG_OPTION_DURATION, "DURATION",
     "time for measuring, such as 90s or 5m; what it does not settle is inconclusive",
     AT(time_budget), 0, 1, 86400, NULL},
    {"control", 0, PG_OPTION_FLAG, NULL,
     "measure base once more, as a third side: rows in which it differs from itself prove nothing",
     AT(control), 0, 0, 0, NULL},
    {"control-output", 0, PG_OPTION_TEXT, "FILE", "where the control's run goes (control.json)",
     AT(control_output), 0, 0, 0, NULL},
    {"filter", 'f', PG_OPTION_TEXT, "GLOB", "only workloads whose name matches", AT(filter), 0, 0,
     0, NULL},
    {"shard", 0, PG_OPTION_TEXT, "I/N",
     "measure only the I-th of N parts of the suite, split by past duration; see perfgate merge",
     AT(shard), 0, 0, 0, NULL},
    {"past", 0, PG_OPTION_TEXT, "FILE",
     "the run or baseline whose durations --shard splits by (the committed baselines)", AT(past), 0,
     0, 0, NULL},
    {"seed", 0, PG_OPTION_COUNT, "N", "draws the order of launches; recorded in the run", AT(seed),
     HAS(has_seed), 0, 9007199254740991.0, NULL},
    {"out", 0, PG_OPTION_TEXT, "DIR", "the folder for results (perfgate-out)", AT(out), 0, 0, 0,
     NULL},
    {"output", 'o', PG_OPTION_TEXT, "FILE",
     "where the result goes: standard output, for run head.json", AT(output), 0, 0, 0, NULL},
    {"base-output", 0, PG_OPTION_TEXT, "FILE", "where the base side's run goes (base.json)",
     AT(base_output), 0, 0, 0, NULL},
    {"threshold", 't', PG_OPTION_NUMBER, "PCT",
     "what counts as a change in timed metrics, in percent (5)", AT(threshold), HAS(has_threshold),
     0, 1000, NULL},
    {"alpha", 0, PG_OPTION_NUMBER, "A", "how sure a regression must be, over all rows (0.01)",
     AT(alpha), HAS(has_alpha), 1e-9, 0.499, NULL},
    {"format", 0, PG_OPTION_TEXT, "text|markdown|json|result", "of the report (text)", AT(format),
     0, 0, 0, "text markdown json result"},
    {"chart", 0, PG_OPTION_TEXT, "FILE.png|FILE.svg", "draw the rows with gnuplot", AT(chart), 0, 0,
     0, NULL},
    {"distributions", 0, PG_OPTION_TEXT, "FILE.png|FILE.svg",
     "draw the samples with gnuplot, block by block", AT(distributions), 0, 0, 0, NULL},
    {"samples", 0, PG_OPTION_TEXT, "DIR",
     "where head.json and base.json are for --distributions (beside COMPARISON.json)", AT(samples),
     0, 0, 0, NULL},
    {"strict", 0, PG_OPTION_FLAG, NULL, "an inconclusive result fails (exit status 3)", AT(strict),
     0, 0, 0, NULL},
    {"measure-identical", 0, PG_OPTION_FLAG, NULL,
     "measure workloads although their bytes are the same on both sides", AT(measure_identical), 0,
     0, 0, NULL},
    {"no-build", 0, PG_OPTION_FLAG, NULL, "both trees are built already", AT(no_build), 0, 0, 0,
     NULL},
    {"once", 0, PG_OPTION_FLAG, NULL, "measure once, not twice to see whether both agree", AT(once),
     0, 0, 0, NULL},
    {"note", 0, PG_OPTION_TEXT, "TEXT", "kept with the session in the baseline", AT(note), 0, 0, 0,
     NULL},
    {"accept-regression", 0, PG_OPTION_TEXT, "REASON",
     "accept although it is worse than the baseline; the reason is kept", AT(accept_regression), 0,
     0, 0, NULL},
    {"title", 0, PG_OPTION_TEXT, "TEXT", "the heading of the picture", AT(title), 0, 0, 0, NULL},
    {"reverse", 0, PG_OPTION_FLAG, NULL, "show stacks merged from the leaf at first", AT(reverse),
     0, 0, 0, NULL},
    {"icicle", 0, PG_OPTION_FLAG, NULL, "show the root at the top at first", AT(icicle), 0, 0, 0,
     NULL},
    {"width", 0, PG_OPTION_TEXT, "auto|N",
     "of the picture in pixels; auto, the default, is as wide as the window", AT(width), 0, 0, 0,
     NULL},
    {"min-width", 0, PG_OPTION_NUMBER, "PX", "leave out frames narrower than that (0.1)",
     AT(min_width), HAS(has_min_width), 0, 1000, NULL},
    {"key", 0, PG_OPTION_TEXT, "KEY",
     "one comment, chart and status a key, for several comparisons of one pull request (default)",
     AT(key), 0, 0, 0, NULL},
    {"pr", 0, PG_OPTION_COUNT, "N",
     "the pull request, for workflow_dispatch: other events know theirs", AT(pull), 0, 1,
     4294967295.0, NULL},
    {"author", 0, PG_OPTION_TEXT, "LOGIN",
     "who the token writes as: only comments of this author are updated (github-actions[bot])",
     AT(author), 0, 0, 0, NULL},
    {"status", 0, PG_OPTION_TEXT, "auto|always|never",
     "set a commit status at the head: auto where the job does not show there, as in workflow_run",
     AT(status), 0, 0, 0, "auto always never"},
    {"no-chart", 0, PG_OPTION_FLAG, NULL, "no picture: the rows of the table have bars instead",
     AT(no_chart), 0, 0, 0, NULL},
    {"dry-run", 0, PG_OPTION_FLAG, NULL,
     "print the comment, and on standard error the requests; ask and write nothing", AT(dry_run), 0,
     0, 0, NULL},
    {"action", 0, PG_OPTION_TEXT, "OWNER/NAME@REF",
     "where the workflows take the Action from (OWNER/perfgate@v1, to be filled in)", AT(action), 0,
     0, 0, NULL},
    {"pid", 0, PG_OPTION_FLAG, NULL, "put the number of the process behind the program's name",
     AT(pid), 0, 0, 0, NULL},
    {"tid", 0, PG_OPTION_FLAG, NULL, "put the numbers of process and thread behind the name",
     AT(tid), 0, 0, 0, NULL},
    {"kernel", 0, PG_OPTION_FLAG, NULL, "mark the kernel's frames with _[k]", AT(kernel), 0, 0, 0,
     NULL},
    {"jit", 0, PG_OPTION_FLAG, NULL, "mark frames of code made at run time with _[j]", AT(jit), 0,
     0, 0, NULL},
    {"all", 0, PG_OPTION_FLAG, NULL, "all marks: --kernel and --jit", AT(all), 0, 0, 0, NULL},
    {"addrs", 0, PG_OPTION_FLAG, NULL, "show the address of a frame without symbol", AT(addrs), 0,
     0, 0, NULL},
    {"periods", 0, PG_OPTION_FLAG, NULL,
     "weigh samples by their period (events, nanoseconds), not 1 each", AT(periods), 0, 0, 0, NULL},
    {"event", 'e', PG_OPTION_TEXT, "EVENT", "the event whose samples count (the first that comes)",
     AT(event), 0, 0, 0, NULL},
    {"by", 0, PG_OPTION_TEXT, "function|library|line", "what a row is (function)", AT(by), 0, 0, 0,
     "function library line"},
    {"top", 0, PG_OPTION_COUNT, "N", "rows that are shown (20; 0: all)", AT(top), HAS(has_top), 0,
     1000000, NULL},
    {"iterations", 0, PG_OPTION_COUNT, "N",
     "at most so many iterations a launch (as configured): more, but shorter launches tell more in "
     "the same time",
     AT(iterations), 0, 1, 1000000, NULL},
    {"candidate", 0, PG_OPTION_TEXT, "ID", "only this candidate", AT(candidate), 0, 0, 0, NULL},
    {"triggers", 0, PG_OPTION_FLAG, NULL,
     "check all rollback triggers of accepted candidates, also those that take measuring head "
     "without them: minutes each",
     AT(triggers), 0, 0, 0, NULL},
    {"html", 0, PG_OPTION_TEXT, "FILE.html", "write the report as a page of its own", AT(html), 0,
     0, 0, NULL},
    {"accept", 0, PG_OPTION_TEXT, "REASON", "accept it, whatever is proposed", AT(accept), 0, 0, 0,
     NULL},
    {"reject", 0, PG_OPTION_TEXT, "REASON", "reject it, whatever is proposed", AT(reject), 0, 0, 0,
     NULL},
    {"rate", 0, PG_OPTION_COUNT, "HZ", "samples a second (997)", AT(rate), 0, 1, 100000, NULL},
    {"seconds", 0, PG_OPTION_NUMBER, "S",
     "record for so long, starting the program again where it ends before (until 2,000 samples, at "
     "most 10 s)",
     AT(seconds), 0, 0.1, 3600, NULL},
    {"lines", 0, PG_OPTION_FLAG, NULL,
     "look up source lines, too, for hotspots --by line; slow where there is much debug "
     "information",
     AT(lines), 0, 0, 0, NULL},
    {"keep-data", 0, PG_OPTION_FLAG, NULL, "keep what perf recorded (perf.data)", AT(keep_data), 0,
     0, 0, NULL},
};
const size_t pg_option_count = COUNT(pg_options);

const pg_command_entry pg_commands[] = {
    {"init", "[DIR]", "write the first perfgate.json and workflows of a repository", 0, 1, "action",
     "Looks what builds the repository (meson.build, CMakeLists.txt, Cargo.toml, go.mod, "
     "Makefile)\n"
     "and writes a commented perfgate.json with a build command and one example workload, the\n"
     "workflows perfgate.yml and perfgate-fork-report.yml, and the folder of the baselines. "
     "Nothing\n"
     "is overwritten: where one of the files is there, none is written. Says what to do next.\n\n"
     "Example:\n"
     "  perfgate init\n",
     pg_cmd_init},
    {"gate", "", "measure, compare and judge: the whole check", 0, 0,
     "config base blocks max-blocks time-budget control filter shard past seed out threshold alpha "
     "format "
     "strict measure-identical no-build triggers",
     "Builds head (the working tree) and the base, measures both side by side, compares them,\n"
     "prints the report and writes head.json, base.json, comparison.json, summary.md, chart.png,\n"
     "distributions.png and both as .svg into the folder given by --out.\n\n"
     "With --base auto the base is, in this order: the merge base with the default branch when\n"
     "head differs from it, else the revision recorded in the committed baseline, both measured\n"
     "in the same session; the committed baseline of this host class; exact metrics only.\n\n"
     "A workload is measured until all of its rows are decided, at most --max-blocks blocks.\n\n"
     "Examples:\n"
     "  perfgate gate\n"
     "  perfgate gate --base HEAD~1 --filter 'parser_*' --blocks 20\n",
     pg_cmd_gate},
    {"run", "", "measure and write run files", 0, 0,
     "config base blocks control filter shard past seed output base-output control-output "
     "measure-identical "
     "no-build",
     "Measures the workloads of the configuration and writes a run file (-o, head.json). With a\n"
     "directory or a revision as --base the other side is built and measured too, in blocks of "
     "2+2\n"
     "launches on one CPU, and written to --base-output. Ctrl-C leaves a valid partial file.\n\n"
     "Examples:\n"
     "  perfgate run -o head.json\n"
     "  perfgate run --base main -o head.json --base-output base.json\n",
     pg_cmd_run},
    {"compare", "BASE.json HEAD.json [CONTROL.json]",
     "compare two run files, or a baseline and a run", 2, 3,
     "threshold alpha format output chart distributions strict config",
     "Tests every metric of every workload (Mann-Whitney, in blocks where both files come from\n"
     "one session), corrects for the number of rows, and prints the verdicts. A perfgate.json is\n"
     "read only where --config names one.\n\n"
     "Exit status: 0 nothing got worse, 1 something regressed, 2 usage or an unreadable file,\n"
     "3 no verdict, 4 a workload failed.\n\n"
     "Examples:\n"
     "  perfgate compare base.json head.json\n"
     "  perfgate compare baselines/suite/host.json head.json --format markdown -o summary.md\n",
     pg_cmd_compare},
    {"selftest", "[BASE.json HEAD.json]", "show that the gate can fail on what was measured", 0, 2,
     "config threshold alpha",
     "For every row: the smallest slowdown that would have been called regressed, its sight.\n"
     "Then faults are put into the runs (a row dropped, a unit swapped, a side emptied, ...),\n"
     "and each must end in the right verdict; exit status 4 if one does not, 3 if no timed row\n"
     "would have shown +50 %. Without operands: the runs in perfgate-out.\n\n"
     "Example:\n"
     "  perfgate selftest base.json head.json\n",
     pg_cmd_selftest},
    {"report", "COMPARISON.json", "print a stored comparison again", 1, 1,
     "format output chart distributions samples",
     "Gives byte for byte what the gate printed, in any format. A comparison holds no samples:\n"
     "--distributions draws those of the runs beside it.\n\n"
     "Examples:\n"
     "  perfgate report perfgate-out/comparison.json --format markdown\n"
     "  perfgate report perfgate-out/comparison.json --distributions samples.png\n",
     pg_cmd_report},
    {"doctor", "", "how well this machine measures, and what would help", 0, 0, "blocks format",
     "Looks at the machine (CPUs, frequency, neighbours, counters, permissions), measures a small\n"
     "program against itself for some ten seconds, as a worker and as a command, and says how\n"
     "large a slowdown must be to be seen here in one minute and in five, and what would make it\n"
     "smaller. --format text or json.\n\n"
     "Example:\n"
     "  perfgate doctor\n",
     pg_cmd_doctor},
    {"merge", "FILE...|DIR...", "put the shards of a suite together again", 1, 768, "output out",
     "Of run files, one side of every shard: writes the run of that side (-o). Of folders, one a\n"
     "shard as gate --shard leaves them: writes head.json, base.json and control.json into the\n"
     "folder given by --out. A missing shard, one that is there twice, and shards of different\n"
     "suites, sides, revisions, configurations or settings are refused. Compare what comes out:\n"
     "the verdicts are those of one gate on all of it.\n\n"
     "Examples:\n"
     "  perfgate merge head-1.json head-2.json -o head.json\n"
     "  perfgate merge shard-1/perfgate-out shard-2/perfgate-out --out merged\n"
     "  perfgate compare merged/base.json merged/head.json --config perfgate.json\n",
     pg_cmd_merge},
    {"judge", "DIR...", "judge runs that other jobs have handed over", 1, 256,
     "config filter out threshold alpha format strict",
     "Looks below the folders for head.json, base.json and control.json as gate leaves them, puts\n"
     "shards together, compares, and judges by the configuration here: in a workflow that of the\n"
     "base branch, with its thresholds, waivers and committed baselines. Writes comparison.json,\n"
     "summary.md and chart.png into the folder given by --out (perfgate-out).\n\n"
     "The files may come from code that means harm: links and odd files are refused, sizes and\n"
     "counts are limited, nothing but samples is taken from them. A workload of the configuration\n"
     "that was not measured is missing, which is no pass.\n\n"
     "Example:\n"
     "  perfgate judge runs --config base/perfgate.json\n",
     pg_cmd_judge},
    {"publish", "COMPARISON.json", "tell a pull request on GitHub about a comparison", 1, 1,
     "config key pr author status no-chart dry-run",
     "In a workflow of GitHub Actions: finds the pull request of the event, writes one comment on\n"
     "it (or updates the one that is there), uploads the chart, sets a commit status where that "
     "is\n"
     "of use, prints annotations, and adds to the summary and the outputs of the job. The token "
     "is\n"
     "read from GITHUB_TOKEN; without one nothing is posted.\n\n"
     "The exit status is that of the comparison: what goes wrong here is said and changes "
     "nothing.\n"
     "\n"
     "Examples:\n"
     "  perfgate publish perfgate-out/comparison.json\n"
     "  perfgate publish perfgate-out/comparison.json --dry-run >comment.md\n",
     pg_cmd_publish},
    {"baseline accept", "[RUN.json ...]", "add a session to the committed baseline", 0, 16,
     "config filter blocks seed no-build once note accept-regression",
     "Without operands the workloads are measured twice, and the two sessions are accepted only\n"
     "if they agree. With operands, the given run files are accepted. The baseline of this\n"
     "suite and host class keeps the newest five sessions and the first one, the anchor. A run\n"
     "that is worse than the baseline needs --accept-regression with a reason.\n\n"
     "Examples:\n"
     "  perfgate baseline accept\n"
     "  perfgate baseline accept head.json --note 'new runner image'\n",
     pg_cmd_baseline_accept},
    {"baseline show", "[FILE ...]", "sessions, spread and drift of the baselines", 0, 64, "config",
     "Without operands: every baseline of the suite.\n", pg_cmd_baseline_show},
    {"baseline check", "[FILE ...]", "validate the baseline files", 0, 64, "config",
     "Without operands: every baseline of the suite. Says what is wrong with file and place;\n"
     "exit status 2 if anything is.\n",
     pg_cmd_baseline_check},
    {"profile flamegraph", "FOLDED|-", "draw folded stacks as an interactive SVG", 1, 1,
     "output title reverse icicle width min-width",
     "Reads folded stacks, a line each (\"main;read;parse 12\"), from a file or from standard\n"
     "input and writes one SVG that needs nothing else. In a browser: click or Enter zooms, the\n"
     "back button goes back, Escape resets, / or Ctrl-F searches, arrow keys move; icicle, order\n"
     "and direction are switched in the file. Lines with two counts are drawn as a difference.\n\n"
     "Examples:\n"
     "  perfgate profile flamegraph stacks.folded -o flamegraph.svg\n"
     "  perfgate profile flamegraph - --title 'parser, large' < stacks.folded > flamegraph.svg\n",
     pg_cmd_profile_flamegraph},
    {"profile fold", "FILE|-", "fold the text of perf script into stacks with counts", 1, 1,
     "pid tid kernel jit all addrs periods event output",
     "Reads what `perf script` prints, merges equal stacks and prints each on a line with the\n"
     "number of samples it was seen in, as FlameGraph's stackcollapse-perf.pl does. Remarks about\n"
     "the text go to standard error.\n\n"
     "Examples:\n"
     "  perf script | perfgate profile fold - > stacks.folded\n"
     "  perfgate profile fold --kernel --pid perf.txt -o stacks.folded\n",
     pg_cmd_profile_fold},
    {"profile hotspots", "FOLDED|DIR|-", "tell where the time goes, function by function", 1, 1,
     "by top format output",
     "Prints the functions of a profile, those that ran most themselves first: the share of the\n"
     "samples in the function itself with its 95 % interval, and in it with all it called. The\n"
     "profile is folded stacks, or a folder that profile record wrote; only such a folder knows\n"
     "libraries, and source lines where --lines was given. --format is text or json.\n\n"
     "Examples:\n"
     "  perfgate profile hotspots stacks.folded --top 10\n"
     "  perfgate profile hotspots perfgate-out/profile --by library\n",
     pg_cmd_profile_hotspots},
    {"profile record", "WORKLOAD | -- COMMAND...", "record where a program spends its time", 1,
     1000, "config out rate event seconds lines keep-data no-build",
     "Runs a workload of perfgate.json, or any command, under `perf record` with DWARF stacks, "
     "and\n"
     "writes stacks.folded, libraries.folded, flamegraph.svg, hotspots.txt, hotspots.json,\n"
     "profile.json (for speedscope.app) and info.json into the folder given by --out\n"
     "(perfgate-out/profile). Short programs are started again until there are enough samples. A\n"
     "workload is built by \"profile_build\" of perfgate.json where it is there. Where perf is "
     "absent\n"
     "or forbidden, valgrind's callgrind counts instructions instead, some 60 times slower.\n\n"
     "Examples:\n"
     "  perfgate profile record parser_large\n"
     "  perfgate profile record --seconds 30 --out xz-profile -- xz -k -9 large.tar\n",
     pg_cmd_profile_record},
    {"profile diff", "BASE HEAD", "tell which functions moved between two profiles", 2, 2,
     "by top format output title width min-width",
     "Compares two profiles, each folded stacks or a folder that profile record wrote. Shares are\n"
     "of each profile's total; where both know the CPU time of a launch, times are compared. A\n"
     "star marks functions whose change is beyond chance. -o X.svg draws the differential\n"
     "flamegraph. --format is text or json.\n\n"
     "Example:\n"
     "  perfgate profile diff base.folded head.folded -o diff.svg\n",
     pg_cmd_profile_diff},
    {"clinic rank", "CASE", "order the candidates of a case by impact and risk", 1, 1, "config",
     "CASE is candidates.json, its folder, or its name below workloads/. Every candidate must\n"
     "attack a function of the case's stored profile. The score is the expected gain, less what\n"
     "its risks take away.\n\n"
     "Example:\n"
     "  perfgate clinic rank parser\n",
     pg_cmd_clinic_rank},
    {"clinic evaluate", "CASE", "measure every candidate of a case", 1, 1,
     "config blocks iterations seed output",
     "Builds each candidate, compares its results with the baseline's, measures it beside the\n"
     "program that it presupposes and a control, and proposes a decision by fixed rules. Then the\n"
     "accepted ones are added one by one, and each is taken out of the final program. Writes\n"
     "evidence/evaluation.json beside the case.\n\n"
     "Example:\n"
     "  perfgate clinic evaluate parser --blocks 10 --iterations 100\n",
     pg_cmd_clinic_evaluate},
    {"clinic decide", "CASE", "write decisions into the case", 1, 1,
     "config candidate accept reject",
     "Takes over what the evaluation proposes, for all candidates or for one; --accept and\n"
     "--reject give another decision with its reason, and the proposal stays beside it.\n\n"
     "Examples:\n"
     "  perfgate clinic decide parser\n"
     "  perfgate clinic decide parser --candidate swar --reject 'sse2 does the same'\n",
     pg_cmd_clinic_decide},
    {"clinic report", "CASE", "write what a case has come to", 1, 1, "config output html",
     "From the case, its evaluation and its stored profiles: the question, the baseline, where "
     "the\n"
     "time goes, what was predicted and what measured, what was accepted, what was rejected and "
     "on\n"
     "which evidence, and when decisions fall. Writes REPORT.md beside the case, or -o; "
     "flamegraphs\n"
     "and the chart into its folder evidence; with --html one page that has all of it inside.\n\n"
     "Example:\n"
     "  perfgate clinic report parser --html parser.html\n",
     pg_cmd_clinic_report},
};
const size_t pg_command_count = COUNT(pg_commands);
