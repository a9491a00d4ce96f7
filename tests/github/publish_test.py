#!/usr/bin/env python3
"""`perfgate publish` against a stand-in of GitHub: what is asked, what is on the pull request
afterwards, what is said, and that the verdict stands. Prints TAP.

    publish_test.py PERFGATE [PATTERN]
    publish_test.py PERFGATE --through URL --port N --openapi FILE

The second form puts a proxy that checks requests in front: it listens at URL and asks the stand-in
at port N. Scenes in which GitHub misbehaves are left out there."""

import argparse
import base64
import http.server
import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "house")]
# pylint: disable=wrong-import-position
import house
import standin
from scene import FORK_HEAD, HEAD, MERGE, PUSHED, Scene, comparison, marker

DETAIL = 1000  # characters of a line

SCENES = []
MISBEHAVES = set()


def scene(function):
    SCENES.append(function)
    return function


def misbehaves(function):
    """GitHub does not keep to its description here, or it is one of another address."""
    MISBEHAVES.add(function.__name__)
    return scene(function)


CHART = [
    "POST /git/blobs",
    "POST /git/blobs",
    "POST /git/trees",
    "POST /git/commits",
    "POST /git/refs",
]
LIST = "GET /issues/7/comments?per_page=100"
POST = "POST /issues/7/comments"


def expect(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: expected {wanted!r}, found {found!r}")


def holds(text, part, what):
    if part not in text:
        raise AssertionError(f"{what}: {part!r} is not in {text!r}")


def lacks(text, part, what):
    if part in text:
        raise AssertionError(f"{what}: {part!r} is in {text!r}")


def quiet(result, status=1):
    """No trouble was told."""
    expect(result.status, status, "exit status")
    lacks(result.err, "the verdict stands", "stderr")


# ---- create, update, leave alone ----


@scene
def creates_the_comment(s):
    result = s.publish("pull_request")
    quiet(result)
    expect(s.requests(), [LIST, *CHART, POST], "requests")
    (comment,) = s.state.comments
    holds(comment["body"], marker(9100) + "\n### ✗ perfgate: regressed\n", "comment")
    commit = s.state.refs["refs/perfgate/pr-7"]
    picture = f"https://github.com/octo/widgets/blob/{commit}/chart.png?raw=true"
    holds(comment["body"], f'<img src="{picture}"', "comment")
    holds(comment["body"], f'srcset="{picture.replace("chart", "chart-dark")}"', "comment")
    holds(comment["body"], "/actions/runs/9100", "comment")
    lacks(comment["body"], "█", "a comment with a chart has no bars")
    expect(result.outputs["result"], "regressed", "output")
    expect(result.outputs["regressed"], "1", "output")
    expect(result.outputs["exit-status"], "1", "output")
    expect(result.outputs["comment-url"], comment["html_url"], "output")
    holds(result.summary, "### ✗ perfgate: regressed\n", "summary")
    lacks(result.summary, "<!--", "summary")
    holds(result.err, f"comment created: {comment['html_url']}", "stderr")
    expect(s.state.statuses, [], "the job itself shows at the pull request")


@scene
def uploads_what_gnuplot_drew(s):
    s.gnuplot("")
    quiet(s.publish("pull_request"))
    pictures = [
        base64.b64decode(item["content"])
        for item in s.state.objects.values()
        if item["kind"] == "blob"
    ]
    expect(len(pictures), 2, "pictures, which are not the same")
    for picture in pictures:
        expect(picture[:8], b"\x89PNG\r\n\x1a\n", "picture")
    commit = json.loads(s.state.objects[s.state.refs["refs/perfgate/pr-7"]]["content"])
    expect(commit["parents"], [], "parents")
    tree = json.loads(s.state.objects[commit["tree"]]["content"])
    expect([entry["path"] for entry in tree], ["chart.png", "chart-dark.png"], "files")


@scene
def updates_the_comment_of_an_older_run(s):
    s.state.add_comment(7, "Nice work!", "octo")
    s.publish("pull_request")
    result = s.publish("pull_request", value=comparison(slower=False), GITHUB_RUN_ID="9101")
    quiet(result, 0)
    expect(s.requests()[-2:], ["PATCH /git/refs/perfgate/pr-7", "PATCH /issues/comments/5002"], "")
    holds(s.ours()[0]["body"], marker(9101) + "\n### ✓ perfgate: pass\n", "comment")
    holds(s.ours()[0]["body"], s.state.refs["refs/perfgate/pr-7"], "the picture is the new one")
    expect(len(s.state.comments), 2, "comments")


@scene
def says_nothing_twice(s):
    s.publish("pull_request")
    result = s.publish("pull_request")
    quiet(result)
    expect(s.requests(), [LIST], "requests")
    expect(result.outputs["comment-url"], s.state.comments[0]["html_url"], "output")
    holds(result.err, "comment unchanged", "stderr")
    s.state.comments[0]["body"] = s.state.comments[0]["body"].replace("\n", "\r\n") + "\n "
    s.publish("pull_request")
    expect(s.requests(), [LIST], "line ends are no change")
    s.publish("pull_request", GITHUB_RUN_ATTEMPT="2")
    expect(s.requests()[-1], "PATCH /issues/comments/5001", "a new attempt writes its marker")


@scene
def does_not_write_over_a_newer_run(s):
    s.publish("pull_request", GITHUB_RUN_ID="9102", GITHUB_RUN_ATTEMPT="2")
    before = s.state.comments[0]["body"]
    for run, attempt in (("9101", "7"), ("9102", "1")):
        result = s.publish("pull_request", GITHUB_RUN_ID=run, GITHUB_RUN_ATTEMPT=attempt)
        quiet(result)
        expect(s.requests(), [LIST], "requests")
        holds(result.err, "comment left to a newer run", "stderr")
    expect(s.state.comments[0]["body"], before, "comment")
    s.publish("pull_request", GITHUB_RUN_ID="9102", GITHUB_RUN_ATTEMPT="3")
    holds(s.state.comments[0]["body"], marker(9102, 3), "a newer attempt")


@scene
def finds_the_comment_on_the_third_page(s):
    for number in range(250):
        s.state.add_comment(7, f"comment {number}", "octo")
    ours = s.state.add_comment(7, marker(9000) + "\nold")
    quiet(s.publish("pull_request"))
    expect([line for line in s.requests() if line.startswith("GET")][1:], [
        "GET /issues/7/comments?per_page=100&page=2", "GET /issues/7/comments?per_page=100&page=3",
    ], "pages")  # fmt: skip
    expect(s.requests()[-1], f"PATCH /issues/comments/{ours['id']}", "last request")
    expect(len(s.state.comments), 251, "comments")


@scene
def of_two_comments_the_oldest_is_kept(s):
    first = s.state.add_comment(7, marker(9000) + "\nfirst")
    s.state.add_comment(7, "Between", "octo")
    second = s.state.add_comment(7, marker(9001) + "\nsecond")
    third = s.state.add_comment(7, marker(8000) + "\nthird")
    s.state.comments.reverse()
    quiet(s.publish("pull_request"))
    expect(
        s.requests()[-3:],
        [f"PATCH /issues/comments/{first['id']}"]
        + [f"DELETE /issues/comments/{c['id']}" for c in (second, third)],
        "requests",
    )
    expect([c["id"] for c in s.ours()], [first["id"]], "ours")


@scene
def of_two_comments_one_may_be_newer(s):
    s.state.add_comment(7, marker(9000) + "\nfirst")
    s.state.add_comment(7, marker(9999) + "\nsecond")
    quiet(s.publish("pull_request"))
    expect(s.writes(), [], "requests that write")


@scene
def a_marker_of_somebody_else_is_no_comment_of_ours(s):
    s.state.add_comment(7, marker(99999) + "\nI am the bot", "mallory")
    s.state.add_comment(7, "> " + marker(99999))
    s.state.add_comment(7, marker(99999, key="other"))
    s.state.add_comment(7, marker(99999, key="default-2"))
    s.state.add_comment(7, "<!-- perfgate:default run=x attempt=1 head=1 -->")
    quiet(s.publish("pull_request"))
    expect(s.requests()[-1], POST, "last request")
    expect(len(s.state.comments), 6, "comments")


@scene
def keys_have_their_own_comment_and_ref(s):
    s.publish("pull_request")
    quiet(s.publish("pull_request", "--key", "arm64", "--status", "always"))
    expect(len(s.state.comments), 2, "comments")
    holds(s.state.comments[1]["body"], marker(9100, key="arm64"), "comment")
    expect(sorted(s.state.refs), ["refs/perfgate/pr-7", "refs/perfgate/pr-7-arm64"], "refs")
    expect(s.state.statuses[0]["context"], "perfgate/arm64", "context")
    expect(s.state.statuses[0]["sha"], HEAD, "the head and not the merge")


@scene
def other_authors(s):
    s.state.author = "perf-bot[bot]"
    result = s.publish("pull_request")
    holds(result.err, "--author", "stderr")
    expect(result.status, 1, "exit status")
    quiet(s.publish("pull_request", "--author", "perf-bot[bot]", GITHUB_RUN_ID="9101"))
    expect(len(s.state.comments), 1, "comments")


# ---- events ----


@scene
def fork_by_workflow_run(s):
    # The branch's name is one that a query must not be made of as it is.
    more = {"branch": "patch/1 #x", "owner": "fan", "head_repository": standin.FORK_ID}
    s.state.add_pull(7, FORK_HEAD, **more)
    result = s.publish("workflow_run_of_fork", GITHUB_RUN_ID="9500")
    quiet(result)
    expect(
        s.requests()[0], "GET /pulls?state=open&per_page=100&head=fan:patch/1 #x", "first request"
    )
    # The run that measured, not this one: an older measuring may be judged later.
    holds(s.state.comments[0]["body"], marker(9001, 2, FORK_HEAD), "comment")
    (status,) = s.state.statuses
    expect(status["sha"], FORK_HEAD, "status")
    expect(status["state"], "failure", "status")
    expect(status["context"], "perfgate", "status")
    expect(status["description"], "parser wall_time +20.0 %", "status")
    expect(status["target_url"], "https://github.com/octo/widgets/actions/runs/9500", "status")


@scene
def fork_that_does_not_match(s):
    fork = {"branch": "patch/1 #x", "owner": "fan", "head_repository": standin.FORK_ID}
    wrong = [
        {"head": HEAD},  # has moved on
        {"head_repository": 3003},  # another fork of the same name
        {"base_repository": 4004},  # not ours
        {"state": "closed"},
        {"branch": "patch"},
    ]
    for change in wrong:
        s.state.pulls = []
        s.state.add_pull(7, **{"head": FORK_HEAD, **fork, **change})
        result = s.publish("workflow_run_of_fork")
        quiet(result)
        expect(s.state.comments, [], f"comments with {change}")
        holds(result.err, f"no open pull request has {FORK_HEAD} as its head", f"{change}")


@scene
def two_pull_requests_of_one_head(s):
    s.state.add_pull(7, HEAD)
    s.state.add_pull(8, HEAD)
    result = s.publish("workflow_run_of_branch")
    quiet(result)
    expect(s.state.comments, [], "comments")
    holds(result.err, f"2 open pull requests have {HEAD} as their head", "stderr")
    expect(len(s.state.statuses), 1, "the status is of the commit")


@scene
def branch_by_workflow_run(s):
    s.state.add_pull(7, HEAD)
    quiet(s.publish("workflow_run_of_branch", value=comparison(slower=False)), 0)
    holds(s.state.comments[0]["body"], marker(9001, 2), "comment")
    expect(s.state.statuses[0]["state"], "success", "status")


@scene
def pushes(s):
    for event in ("push", "workflow_run_of_push"):
        s.state.comments, s.state.pulls = [], []
        quiet(s.publish(event))
        expect(s.requests(), [f"GET /commits/{PUSHED}/pulls?per_page=100"], "requests")
        s.state.add_pull(3, HEAD, state="closed", merge=PUSHED)
        s.state.add_pull(7, PUSHED)
        quiet(s.publish(event))
        expect([c["issue"] for c in s.state.comments], [7], "comments")
    expect(s.state.statuses, [], "the job itself shows at the commit")


@scene
def dispatch_with_a_number(s):
    s.state.add_pull(7, HEAD, merge=MERGE)
    quiet(s.publish("workflow_dispatch", "--pr", "7"))
    expect(s.requests()[:2], ["GET /pulls/7", LIST], "requests")
    expect(s.state.statuses[0]["sha"], HEAD, "status")
    for revision, fits in ((HEAD, True), (MERGE, True), (PUSHED, False)):
        value = comparison()
        value["head"]["revision"] = revision
        result = s.publish("workflow_dispatch", "--pr", "7", value=value)
        quiet(result)
        expect("another state" in result.err, not fits, f"{revision}: {result.err}")
        expect(bool(s.writes()), fits, "requests that write")


@scene
def dispatch_with_a_wrong_number(s):
    s.state.add_pull(7, HEAD, state="closed")
    s.state.add_pull(8, HEAD, base_repository=4004)
    for number, why in (("7", "is not open"), ("8", "is of another repository"), ("9", "404")):
        result = s.publish("workflow_dispatch", "--pr", number)
        expect(result.status, 1, "exit status")
        holds(result.err, why, "stderr")
        expect(s.writes(), [], "requests that write")


@scene
def events_without_a_pull_request(s):
    for event in ("merge_group", "schedule", "workflow_dispatch", "workflow_run_of_schedule"):
        result = s.publish(event)
        quiet(result)
        expect(s.requests(), [], f"requests of {event}")
        holds(result.err, "no comment: ", "stderr")
        holds(result.summary, "### ✗ perfgate: regressed", "summary")
        expect(result.outputs["comment-url"], "", "output")


@scene
def a_number_for_an_event_that_has_one(s):
    for event in ("pull_request", "push", "merge_group", "workflow_run_of_fork"):
        result = s.publish(event, "--pr", "8")
        expect(result.status, 2, "exit status")
        expect(s.requests(), [], "requests")


@scene
def payloads_that_are_none(s):
    bad = s.work / "bad.json"
    for text in ("", "{}", "[1]", '{"pull_request": {"number": "7"}}', '{"repository": 7}'):
        bad.write_text(text, encoding="utf-8")
        for event in ("pull_request", "workflow_run_of_fork"):
            result = s.publish(event, GITHUB_EVENT_PATH=str(bad))
            expect(result.status, 1, "exit status")
            holds(result.err, "nothing was posted", "stderr")
            expect(s.requests(), [], "requests")
    other = json.loads((HERE / "events" / "pull_request.json").read_text(encoding="utf-8"))
    other["repository"]["full_name"] = "octo/gadgets"
    bad.write_text(json.dumps(other), encoding="utf-8")
    holds(s.publish("pull_request", GITHUB_EVENT_PATH=str(bad)).err, "is of octo/gadgets", "stderr")
    result = s.publish("pull_request", GITHUB_EVENT_PATH=None)
    holds(result.err, "expected the payload of pull_request", "stderr")
    for name, value in (
        ("GITHUB_REPOSITORY", "octo/widgets/../gadgets"),
        ("GITHUB_REPOSITORY", "octo"),
        ("GITHUB_REPOSITORY", "../.."),
        ("GITHUB_SERVER_URL", 'https://x"><script>'),
        ("GITHUB_API_URL", "http://example.org"),
        ("GITHUB_API_URL", "file:///etc/passwd"),
        ("GITHUB_API_URL", "https://user:secret@example.org"),
        ("GITHUB_RUN_ID", "1 -->"),
        ("GITHUB_SHA", "HEAD"),
    ):
        result = s.publish("pull_request", **{name: value})
        expect(result.status, 1, "exit status")
        holds(result.err, "nothing was posted", f"{name}={value}")
        expect(s.requests(), [], "requests")


@misbehaves
def enterprise_server(s):
    result = s.publish(
        "pull_request", GITHUB_API_URL=f"{s.api}/api/v3", GITHUB_SERVER_URL="https://git.example"
    )
    quiet(result)
    holds(s.state.log[-1]["line"], "/api/v3/repos/octo/widgets/issues/7", "request")
    holds(s.state.comments[0]["body"], 'src="https://git.example/octo/widgets/blob/', "comment")
    holds(s.state.comments[0]["body"], "https://git.example/octo/widgets/actions/runs/", "comment")
    quiet(s.publish("pull_request", GITHUB_API_URL=f"{s.api}/api/v3/",
                    GITHUB_SERVER_URL="https://git.example/"))  # fmt: skip
    expect(len(s.requests()), 1, "the same again")


# ---- options ----


@scene
def without_a_chart(s):
    quiet(s.publish("pull_request", "--no-chart"))
    expect(s.requests(), [LIST, POST], "requests")
    holds(s.state.comments[0]["body"], "█", "bars")
    lacks(s.state.comments[0]["body"], "<picture>", "comment")
    quiet(s.publish("pull_request", "--no-chart"))
    expect(s.requests(), [LIST], "the same again")
    quiet(s.publish("pull_request"))
    expect(s.requests(), [LIST, *CHART, "PATCH /issues/comments/5001"], "a chart is added")


@scene
def without_a_token(s):
    for token in (None, ""):
        result = s.publish("pull_request", GITHUB_TOKEN=token)
        quiet(result)
        holds(result.err, "there is no token", "stderr")
        holds(result.summary, "█", "the summary has bars")
        expect(result.outputs["result"], "regressed", "output")
        expect(s.requests(), [], "requests")


@scene
def a_dry_run_asks_nothing(s):
    result = s.publish("pull_request", "--dry-run", GITHUB_TOKEN=None)
    quiet(result)
    expect(s.requests(), [], "requests")
    expect(result.out.split("\n")[0], marker(9100), "the comment")
    holds(result.err, f"GET {s.api}/repos/octo/widgets/issues/7/comments?per_page=100", "stderr")
    holds(result.err, f"POST {s.api}/repos/octo/widgets/issues/7/comments (", "stderr")
    expect((result.summary, result.raw_outputs), ("", ""), "files of the job")


@scene
def usage(s):
    for key in ("a--b", "-->", "a b", "..", "x" * 51, "a/b", "é"):
        expect(s.publish("pull_request", "--key", key).status, 2, f"exit status of key {key}")
    expect(s.publish("workflow_dispatch", "--pr", "0").status, 2, "exit status")
    expect(s.publish("pull_request", "--status", "perhaps").status, 2, "exit status")
    expect(s.publish("pull_request", value={"schema": "other"}).status, 2, "exit status")
    expect(s.requests(), [], "requests")


# ---- a GitHub that is busy, broken or strange ----


def fault(s, match, **what):
    s.state.faults = [{"match": match, **what}]


@misbehaves
def retry_after_is_obeyed(s):
    for status in (403, 429):
        s.state.comments, s.state.log, s.seen = [], [], 0
        fault(s, POST, status=status, headers={"Retry-After": "90"})
        result = s.publish("pull_request", "--no-chart")
        quiet(result)
        expect(s.requests(), [LIST, POST, POST], "requests")
        holds(result.err, f"answered {status}, a rate limit: waiting 90 s", "stderr")
        gap = s.state.log[2]["at"] - s.state.log[1]["at"]
        expect(gap >= 0.09, True, f"the wait was made, scaled: {gap}")


@misbehaves
def limits_without_retry_after(s):
    limited = {"message": "You have exceeded a secondary rate limit."}
    fault(s, "GET", status=403, body=limited, times=2)
    result = s.publish("pull_request", "--no-chart")
    quiet(result)
    holds(result.err, "waiting 60 s", "stderr")
    holds(result.err, "waiting 120 s", "stderr")
    fault(s, "GET", status=429, times=9)
    result = s.publish("pull_request", "--no-chart")
    expect(result.status, 1, "exit status")
    holds(result.err, "120 s are left (the verdict stands)", "stderr")
    expect(len(s.requests()), 3, "60 s, 120 s, and the third would be too late")


@misbehaves
def limit_until_a_time(s):
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 40)}
    fault(s, "GET", status=403, headers=headers)
    result = s.publish("pull_request", "--no-chart")
    quiet(result)
    waited = int(re.search(r"waiting (\d+) s", result.err)[1])
    expect(35 <= waited <= 40, True, f"waited {waited}")
    headers["X-RateLimit-Reset"] = str(int(time.time()) + 3000)
    fault(s, "GET", status=403, headers=headers)
    result = s.publish("pull_request", "--no-chart")
    expect(result.status, 1, "exit status")
    expect(len(s.requests()), 1, "an hour is not waited for")


@misbehaves
def broken_answers_are_tried_again(s):
    for what in ({"status": 502}, {"status": 500}, {"drop": "before"}, {"cut": 20}):
        s.state.comments = []
        s.state.add_comment(7, marker(9000))
        fault(s, "PATCH|GET", **what, times=3)
        result = s.publish("pull_request", "--no-chart")
        quiet(result)
        expect(s.requests(), [LIST] * 4 + ["PATCH /issues/comments/%d" % s.ours()[0]["id"]], f"{what}")
        for seconds in (1, 2, 4):
            holds(result.err, f"waiting {seconds} s", "stderr")


@misbehaves
def a_broken_github_is_given_up(s):
    for what in ({"status": 502}, {"drop": "before"}, {"status": 503, "headers": {"Retry-After": "1"}}):
        fault(s, "", **what, times=99)
        result = s.publish("pull_request")
        expect(result.status, 1, "exit status")
        expect(s.requests(), [LIST] * 4, "requests")
        holds(result.err, "no comment: GET /issues/7/comments", "stderr")
        holds(result.out, "::warning title=perfgate::no comment", "annotation")
        holds(result.summary, "### ✗ perfgate: regressed", "summary")


@misbehaves
def a_comment_is_not_made_twice(s):
    """The answer to POST is lost, after it was carried out or before: the list tells which."""
    for what, times in (({"drop": "after"}, 1), ({"drop": "before"}, 2), ({"status": 502}, 2),
                        ({"cut": 10}, 1)):  # fmt: skip
        s.state.comments = []
        fault(s, POST, **what)
        result = s.publish("pull_request", "--no-chart")
        quiet(result)
        expect(s.requests(), [LIST, POST, LIST, POST][: 2 + times], f"{what}")
        expect(len(s.state.comments), 1, "comments")
        expect(result.outputs["comment-url"], s.state.comments[0]["html_url"], "output")


@misbehaves
def a_comment_that_is_deleted_meanwhile(s):
    s.state.add_comment(7, marker(9000))
    fault(s, "PATCH", status=404)
    s.state.faults.append({"match": "PATCH", "status": 404})
    s.publish("pull_request", "--no-chart")
    expect(s.requests()[:3], [LIST, "PATCH /issues/comments/5001", LIST], "looks again")


@scene
def a_ref_that_is_there(s):
    s.state.refs["refs/perfgate/pr-7"] = "9" * 40
    quiet(s.publish("pull_request"))
    expect(s.requests()[-3:], [CHART[-1], "PATCH /git/refs/perfgate/pr-7", POST], "requests")
    expect("%2Fpr-7" in s.state.log[-2]["line"], True, "the slash is not one of the path")
    holds(s.state.comments[0]["body"], s.state.refs["refs/perfgate/pr-7"], "comment")


@misbehaves
def a_chart_that_cannot_be_uploaded(s):
    for match, what in (
        ("git/blobs", {"status": 403, "body": {"message": "Resource not accessible"}}),
        ("git/commits", {"status": 404}),
        ("git/refs", {"status": 409, "body": {"message": "Git Repository is empty."}}),
        ("git/trees", {"status": 201, "body": {"sha": "../../x"}}),
    ):
        s.state.comments = []
        fault(s, match, **what)
        result = s.publish("pull_request")
        expect(result.status, 1, "exit status")
        holds(result.err, "no chart in the comment: ", "stderr")
        holds(s.state.comments[0]["body"], "█", "bars")
        lacks(s.state.comments[0]["body"], "<picture>", "comment")
    s.state.faults, s.state.comments = [], []
    s.gnuplot("exit 1")
    holds(s.publish("pull_request").err, "gnuplot: failed with exit status 1", "stderr")
    holds(s.state.comments[0]["body"], "█", "bars")


@misbehaves
def no_permission(s):
    fault(s, "issues", status=403, body={"message": "Resource not accessible by integration"})
    result = s.publish("pull_request")
    expect(s.requests(), [LIST], "not tried again")
    holds(result.err, "Resource not accessible by integration (the token needs pull-requests: write)",
          "stderr")  # fmt: skip
    fault(s, POST, status=403, body={"message": "Resource not accessible by integration"})
    result = s.publish("pull_request_of_fork", "--no-chart")
    holds(result.err, "a workflow_run can comment", "stderr")
    result = s.publish("pull_request", GITHUB_TOKEN="ghs_wrong")
    holds(result.err, "answered 401: Bad credentials", "stderr")
    expect(result.status, 1, "exit status")


@misbehaves
def trouble_with_one_step_stops_no_other(s):
    s.state.add_pull(7, HEAD)
    fault(s, "comments", status=403, times=9)
    result = s.publish("workflow_run_of_branch")
    expect(len(s.state.statuses), 1, "statuses")
    fault(s, "statuses", status=403, times=9)
    result = s.publish("workflow_run_of_branch", "--no-chart")
    expect(len(s.state.comments), 1, "comments")
    holds(result.err, "no commit status: ", "stderr")
    result = s.publish(
        "pull_request", GITHUB_OUTPUT="/nonexistent/x", GITHUB_STEP_SUMMARY=str(s.work)
    )
    expect(result.status, 1, "exit status")
    holds(result.err, "no job summary: ", "stderr")
    holds(result.err, "no outputs: ", "stderr")


@misbehaves
def answers_with_what_json_should_not_hold(s):
    """Anybody can comment: what somebody writes must not keep us from commenting."""
    s.state.add_comment(7, "a\0b \ud83d c \udc00\ud800 \\u0000 \\\\\0", "mallory")
    s.state.add_comment(7, "😀 \\ud83d", "mallory")
    ours = s.state.add_comment(7, marker(9000) + "😀")
    quiet(s.publish("pull_request", "--no-chart"))
    expect(s.requests()[-1], f"PATCH /issues/comments/{ours['id']}", "last request")
    for body in ("[1, 2]", "{}", "[[[[", "[{]", "null", '"x"', "[]" * 3):
        fault(s, "GET", status=200, body=body, times=9)
        s.publish("pull_request", "--no-chart")
    fault(s, "GET", status=200, body=[{"id": -1}, {"body": marker(1)}, {"user": 3}, 7, None, []])
    quiet(s.publish("pull_request", "--no-chart"))


@misbehaves
def an_endless_list(s):
    headers = {"Link": f'<{s.api}/repos/octo/widgets/issues/7/comments>; rel="next"'}
    fault(s, "GET", status=200, body=[], headers=headers, times=10**6)
    result = s.publish("pull_request")
    expect(result.status, 1, "exit status")
    expect(len(s.requests()), 100, "requests")
    holds(result.err, "more than 100 pages", "stderr")


class Thief(http.server.BaseHTTPRequestHandler):
    heard = []

    def do_GET(self):  # pylint: disable=invalid-name
        self.heard.append(str(self.headers))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    do_POST = do_PATCH = do_GET

    def log_message(self, *_):
        pass


@misbehaves
def redirects(s):
    thief = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Thief)
    threading.Thread(target=thief.serve_forever, daemon=True).start()
    elsewhere = [
        f"http://127.0.0.1:{thief.server_address[1]}/repos/octo/widgets",
        f"http://localhost:{s.api.rpartition(':')[2]}/x",
        f"http://127.0.0.1@localhost:{thief.server_address[1]}/",
        "https://example.org/",
        "file:///etc/passwd",
        "//example.org/x",
    ]
    for status in (301, 302, 307, 308):
        for place in elsewhere:
            fault(s, "GET", status=status, headers={"Location": place})
            result = s.publish("pull_request", "--no-chart")
            expect(result.status, 1, "exit status")
            expect(len(s.requests()), 1, place)
    fault(s, "GET", status=200, body=[], headers={"Link": f'<{elsewhere[0]}>; rel="next"'})
    holds(s.publish("pull_request").err, "not asked there", "stderr")
    expect(Thief.heard, [], "what another server has heard")
    thief.shutdown()
    # On the same server they are followed, and a write stays one.
    moved = "/repos/octo/widgets/issues/7/comments"
    fault(s, POST, status=308, headers={"Location": moved})
    s.state.faults.append({"match": "GET", "status": 301, "headers": {"Location": s.api + moved}})
    quiet(s.publish("pull_request", "--no-chart"))
    expect(len(s.state.comments), 1, "comments")
    fault(s, "GET", status=302, headers={"Location": moved}, times=99)
    expect(s.publish("pull_request").status, 1, "exit status")
    expect(len(s.requests()), 4, "a circle is left")


@misbehaves
def a_server_that_nobody_vouches_for(s):
    """Its certificate is made by itself: it is not told the token."""
    files = [str(s.work / name) for name in ("key.pem", "certificate.pem")]
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", files[0], "-out",
         files[1]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)  # fmt: skip
    expect(made.returncode, 0, made.stderr)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    s.server.socket = context.wrap_socket(s.server.socket, server_side=True)
    s.server.handle_error = lambda *_: None
    result = s.publish("pull_request", GITHUB_API_URL=s.api.replace("http://127.0.0.1", "https://localhost"))
    expect(result.status, 1, "exit status")
    holds(result.err, "certificate", "stderr")
    holds(result.err, "the verdict stands", "stderr")
    expect(s.requests(), [], "requests")


@misbehaves
def slow_but_alive(s):
    fault(s, "GET", slow=0.5)
    quiet(s.publish("pull_request"))


@misbehaves
def interrupted(s):
    fault(s, "GET", slow=20)
    path = s.work / "comparison.json"
    path.write_text(json.dumps(comparison()), encoding="utf-8")
    command = [s.perfgate, "publish", str(path)]
    with subprocess.Popen(command, env=s.environment("pull_request"), stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as child:  # fmt: skip
        while not s.state.log:
            threading.Event().wait(0.02)
        child.terminate()
        expect(child.wait(15), 130, "exit status")


# ---- what is posted ----


@scene
def is_cut_below_the_limit(s):
    quiet(s.publish("pull_request", value=comparison(rows=2000)))
    body = s.state.comments[0]["body"]
    size = standin.units(body)
    expect(50000 < size <= 65000, True, f"{size} units")
    shown = len(re.findall(r"^\| \*\*✗", body, re.MULTILINE))
    holds(body, f"{2000 - shown} of 2000 rows are not shown: {2000 - shown} regressed", "comment")
    expect(shown > 50, True, f"{shown} rows")
    holds(body, "how to reproduce it", "the end is there")
    unchanged = comparison(rows=3000, slower=False)
    unchanged["rows"][0] |= {"verdict": "inconclusive"}
    unchanged["counts"] |= {"unchanged": 2999, "inconclusive": 1}
    quiet(s.publish("pull_request", value=unchanged, GITHUB_RUN_ID="9200"), 0)
    holds(s.state.comments[0]["body"], "2899 unchanged", "unchanged rows go first")
    holds(s.state.comments[0]["body"], "| ~\u00a0inconclusive |", "the other stays")


@scene
def long_and_foreign_headlines(s):
    s.state.add_pull(7, HEAD)
    for headline, shown in (
        ("x" * 141, "x" * 139 + "…"),
        ("é" * 140, "é" * 140),
        ("😀::error::\n@all", "?::error::?@all"),
    ):
        s.state.statuses = []
        value = comparison() | {"headline": headline}
        quiet(s.publish("workflow_run_of_branch", "--no-chart", value=value))
        expect(s.state.statuses[0]["description"], shown, "description")


def annotations(result, kind):
    return [line for line in result.out.splitlines() if line.startswith(f"::{kind} ")]


@scene
def annotations_point_at_the_workload(s):
    subprocess.run(["git", "init", "-q", s.work], check=True)
    (s.work / "perf").mkdir()
    config = '{\n "suite": "demo", // "name": "parser"\n "workloads": [\n  {"name": "zip"},\n  {\n'
    config += '   "name"\n  : "parser"}\n ]\n}\n'
    (s.work / "perf" / "perfgate.json").write_text(config, encoding="utf-8")
    result = s.publish("schedule", "--config", "perf/perfgate.json")
    quiet(result)
    (error,) = annotations(result, "error")
    holds(error, "::error file=perf/perfgate.json,line=6,title=regressed%3A parser wall_time::+20.0 %25",
          "annotation")  # fmt: skip
    (warning,) = annotations(result, "warning")
    holds(warning, "file=perf/perfgate.json,line=4,title=inconclusive%3A zip", "annotation")
    holds(annotations(result, "notice")[0], "::notice title=improved%3A search", "annotation")


@scene
def annotations_are_few_and_whole(s):
    hostile = ["a::error::x", "b%0A::error::y", "c,line=1::z", "d##[error]x", "e::warning::"]
    result = s.publish("schedule", value=comparison(names=hostile + [f"w{i}" for i in range(20)]))
    lines = [line for line in result.out.splitlines() if line]
    expect(len(annotations(result, "error")), 10, "errors")
    holds(lines[9], "::error title=perfgate::16 more rows", "the last")
    for line in lines:
        expect(re.match(r"::(error|warning|notice) [^:]*::", line) is not None, True, line)
        properties = re.match(r"::\w+ (.*?)::", line)[1]
        expect((properties.startswith("title="), properties.count(",")), (True, 0), line)
        lacks(line, "##[", "line")


# ---- the token ----

LOOK = r"""
{ tr '\0' '\n' </proc/self/environ; echo; tr '\0' '\n' <"/proc/$PPID/environ"
  tr '\0' '\n' <"/proc/$PPID/cmdline"; } >"$SEEN.env"
grep 'core file size' "/proc/$PPID/limits" >"$SEEN.limits"
stat -c %u "/proc/$PPID/environ" >"$SEEN.owner"
ls -l "/proc/$$/fd" >"$SEEN.fds"
cat >/dev/null; cat "$TINY"
"""


@scene
def the_token_is_nowhere(s):
    s.gnuplot(LOOK)
    seen = s.work / "seen"
    secrets = {
        "INPUT_TOKEN": "input-secret-1",
        "ACTIONS_RUNTIME_TOKEN": "runtime-secret-2",
        "ACTIONS_ID_TOKEN_REQUEST_URL": "request-secret-3",
    }
    more = {"SEEN": str(seen), "TINY": str(s.work / "tiny.png"), "KEPT": "kept"}
    result = s.publish("pull_request", **secrets, **more)
    quiet(result)
    environment = Path(f"{seen}.env").read_text(encoding="utf-8")
    holds(environment, "KEPT=kept", "the environment was looked at")
    expect(environment.count("KEPT=kept"), 2, "that of the child and that of perfgate")
    holds(environment, "\npublish\n", "the arguments were looked at")
    texts = [environment, result.out, result.err, result.summary, result.raw_outputs,
             json.dumps(s.state.state())]  # fmt: skip
    for text in texts:
        for secret in (standin.TOKEN, *secrets.values()):
            lacks(text, secret, "a place where a secret could be")
    expect(Path(f"{seen}.limits").read_text().split()[4:6], ["0", "0"], "no core")
    lacks(Path(f"{seen}.fds").read_text(), "socket", "descriptors of the child")


@scene
def others_of_the_user_cannot_look(s):
    """As another user than root: the files of a process that is not dumpable are root's."""
    if os.getuid():
        return
    os.chmod(s.work, 0o777)
    s.gnuplot(LOOK)
    seen = s.work / "seen"
    path = s.work / "comparison.json"
    path.write_text(json.dumps(comparison()), encoding="utf-8")
    more = {"SEEN": str(seen), "TINY": str(s.work / "tiny.png"), "GITHUB_OUTPUT": None}
    environment = s.environment("pull_request", GITHUB_STEP_SUMMARY=None, **more)
    if "ASAN_OPTIONS" in environment:
        environment["ASAN_OPTIONS"] += ":detect_leaks=0"
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if not os.access(s.perfgate, os.X_OK) or not can_reach(command, s.perfgate):
        return
    done = subprocess.run([*command, s.perfgate, "publish", str(path)], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)  # fmt: skip
    expect(done.returncode, 1, done.stderr)
    expect(Path(f"{seen}.owner").read_text().strip(), "0", "owner of environ")
    lacks(Path(f"{seen}.env").read_text(), "/comparison.json\nKEPT", "environment")


def can_reach(command, program):
    done = subprocess.run([*command, program, "--version"], capture_output=True, check=False)
    return done.returncode == 0


@scene
def tokens_that_are_none(s):
    for token in ("two words", "line\nX-Evil: 1", "ü", "x" * 5000):
        result = s.publish("pull_request", GITHUB_TOKEN=token)
        expect(result.status, 1, "exit status")
        expect(s.requests(), [], "requests")
        holds(result.err, "GITHUB_TOKEN: expected a token", "stderr")
        lacks(result.err + result.out, token[:100], "output")


@scene
def requests_are_as_they_should_be(s):
    s.publish("pull_request")
    expect({entry["accept"] for entry in s.state.log}, {"application/vnd.github+json"}, "Accept")
    writes = [entry["at"] for entry in s.state.log if not entry["line"].startswith("GET")]
    gaps = [later - earlier for earlier, later in zip(writes, writes[1:])]
    expect(min(gaps) >= 0.001, True, f"a second (scaled) lies between writes: {gaps}")


# Requests that the description in front of the stand-in must not let through.
UNDESCRIBED = [
    ("POST", "/issues/7/comments", {"text": "x"}, 422),
    ("POST", f"/statuses/{HEAD}", {"state": "red"}, 422),
    ("POST", "/git/blobs", {"content": 1}, 422),
    ("PATCH", "/git/refs/perfgate/pr-7", {"sha": HEAD}, 404),  # the slash must be %2F
    ("GET", "/comments/of/issues", None, 404),
]


def refused_by_the_description(s):
    for method, path, body, status in UNDESCRIBED:
        request = urllib.request.Request(
            f"{s.api}/repos/octo/widgets{path}",
            data=body and json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Bearer {s.state.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                found = answer.status
        except urllib.error.HTTPError as error:
            found = error.code
        expect(found, status, f"{method} {path}")
    expect(s.state.log, [], "what came through")


def check(function, arguments, openapi):
    with Scene(arguments.perfgate, arguments.port, arguments.through, openapi) as s:
        try:
            function(s)
        except Exception as error:  # pylint: disable=broad-exception-caught
            kind = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
            lines = [line[:DETAIL] for line in str(error).splitlines() if line]
            return [kind + line for line in lines[:20]] or ["it failed"]
    return []


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("perfgate")
    parser.add_argument("pattern", nargs="?", default="")
    parser.add_argument("--through")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--openapi")
    arguments = parser.parse_args()
    arguments.perfgate = os.path.realpath(arguments.perfgate)
    openapi = None
    if arguments.openapi:
        openapi = json.loads(Path(arguments.openapi).read_text(encoding="utf-8"))
    rows = []
    scenes = SCENES + ([refused_by_the_description] if arguments.through else [])
    for function in scenes:
        name = function.__name__
        if arguments.pattern in name and not (arguments.through and name in MISBEHAVES):
            found = check(function, arguments, openapi)
            rows.append((not found, name.replace("_", " "), found))
    return house.print_tap(rows)


if __name__ == "__main__":
    sys.exit(main())
