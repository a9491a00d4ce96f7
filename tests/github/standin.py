#!/usr/bin/env python3
"""A stand-in of GitHub's REST interface with a memory, for what perfgate uses of it: comments, git
objects and refs, statuses, pull requests.

    standin.py --port N [--openapi FILE]

runs it by itself (port 0: any; the port is printed). GET /_state gives what it holds, PUT /_state
changes it (pulls, comments, faults), so that other programs can be tested with it too. Tests import
it. --openapi FILE: answers are filled up from the examples of GitHub's description, so that they are
complete; without it they have the fields that are asked for.

A fault is a dict: "match" (a regular expression for "METHOD /path?query", the path below the
repository), "times" (1), and what happens: "status" with "headers" and "body"; "drop": "before" or "after" the request is carried out,
the connection is closed; "cut": bytes of the answer that are sent before it is closed; "slow":
seconds."""

import argparse
import copy
import hashlib
import http.server
import json
import re
import sys
import threading
import time
import urllib.parse

OWNER, NAME = "octo", "widgets"
REPOSITORY_ID, FORK_ID = 1001, 2002
BOT = "github-actions[bot]"
TOKEN = "ghs_standin0123456789"
BODY_MAX = 65536  # UTF-16 units of a comment


def error(message):
    return {"message": message, "documentation_url": "https://docs.github.com/rest"}


def units(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


class State:
    def __init__(self, openapi=None):
        self.lock = threading.RLock()
        self.base = ""  # the address it is reached at
        self.token = TOKEN
        self.author = BOT  # who writes with the token
        self.pulls, self.comments, self.statuses = [], [], []
        self.objects, self.refs = {}, {}
        self.faults, self.log = [], []
        self.next_id = 5000
        self.examples = openapi["components"]["examples"] if openapi else {}

    def shape(self, example, fields):
        """The fields, over the example of the description where there is one."""
        value = self.examples.get(example, {}).get("value", {})
        value = copy.deepcopy(value[0] if isinstance(value, list) else value)

        def merge(into, more):
            for key, item in more.items():
                if isinstance(item, dict) and isinstance(into.get(key), dict):
                    merge(into[key], item)
                else:
                    into[key] = item

        merge(value, fields)
        return value

    def number(self):
        self.next_id += 1
        return self.next_id

    def add_comment(self, issue, body, author=None):
        number = self.number()
        self.comments.append(
            {
                "id": number,
                "issue": issue,
                "body": body,
                "author": author or self.author,
                "html_url": f"https://github.com/{OWNER}/{NAME}/pull/{issue}#issuecomment-{number}",
            }
        )
        return self.comments[-1]

    def add_pull(self, number, head, **more):
        pull = {
            "number": number,
            "head": head,
            "branch": "feature",
            "owner": OWNER,
            "head_repository": REPOSITORY_ID,
            "base_repository": REPOSITORY_ID,
            "state": "open",
            "merge": "",
        }
        self.pulls.append(pull | more)
        return self.pulls[-1]

    def pull_shape(self, pull, example="pull-request-items"):
        return self.shape(
            example,
            {
                "number": pull["number"],
                "state": pull["state"],
                "requested_teams": [],  # the example's does not meet its own description
                "merge_commit_sha": pull["merge"] or None,
                "head": {
                    "sha": pull["head"],
                    "ref": pull["branch"],
                    "repo": {"id": pull["head_repository"]},
                },
                "base": {"repo": {"id": pull["base_repository"]}},
            },
        )

    def comment_shape(self, comment):
        fields = {
            "id": comment["id"],
            "body": comment["body"],
            "html_url": comment["html_url"],
            "user": {"login": comment["author"]},
        }
        return self.shape("issue-comment", fields)

    def page(self, items, query, path):
        """A page of the items and the headers that lead to the others."""
        size = min(int(query.get("per_page", ["30"])[0]), 100)
        number = int(query.get("page", ["1"])[0])
        last = max(1, -(-len(items) // size))
        links = []
        for word, page in (("prev", number - 1), ("next", number + 1), ("last", last)):
            if 1 <= page <= last and page != number:
                rest = {k: v[0] for k, v in query.items()} | {"page": page}
                address = f"{self.base}{path}?{urllib.parse.urlencode(rest)}"
                links.append(f'<{address}>; rel="{word}"')
        return items[(number - 1) * size : number * size], {"Link": ", ".join(links)}

    # ---- what can be asked: (status, answer, headers) ----

    def list_comments(self, match, query, _body):
        issue = int(match[1])
        found = [c for c in self.comments if c["issue"] == issue]
        items, headers = self.page(found, query, match[0])
        return 200, [self.comment_shape(c) for c in items], headers

    def checked_body(self, body):
        text = body.get("body")
        if not isinstance(text, str) or not text:
            raise Refused(422, "Validation Failed: body is missing")
        if units(text) > BODY_MAX:
            raise Refused(422, "Validation Failed: body is too long (maximum is 65536 characters)")
        return text

    def create_comment(self, match, _query, body):
        return 201, self.comment_shape(self.add_comment(int(match[1]), self.checked_body(body))), {}

    def comment(self, match):
        for comment in self.comments:
            if comment["id"] == int(match[1]):
                return comment
        raise Refused(404, "Not Found")

    def update_comment(self, match, _query, body):
        comment = self.comment(match)
        comment["body"] = self.checked_body(body)
        return 200, self.comment_shape(comment), {}

    def delete_comment(self, match, _query, _body):
        self.comments.remove(self.comment(match))
        return 204, None, {}

    def store(self, kind, content):
        name = hashlib.sha1(f"{kind} {content}".encode()).hexdigest()
        self.objects[name] = {"kind": kind, "content": content}
        return name

    def known(self, kind, name):
        if self.objects.get(name, {}).get("kind") != kind:
            raise Refused(422, f"{kind} {name} does not exist")

    def create_blob(self, _match, _query, body):
        name = self.store("blob", body["content"])
        return 201, {"sha": name, "url": f"{self.base}/blob/{name}"}, {}

    def create_tree(self, _match, _query, body):
        for entry in body["tree"]:
            self.known("blob", entry["sha"])
        name = self.store("tree", json.dumps(body["tree"]))
        return 201, self.shape("git-tree", {"sha": name}), {}

    def create_commit(self, _match, _query, body):
        self.known("tree", body["tree"])
        name = self.store("commit", json.dumps(body))
        return 201, self.shape("git-commit", {"sha": name, "parents": []}), {}

    def create_ref(self, _match, _query, body):
        self.known("commit", body["sha"])
        if not re.fullmatch(r"refs/[^/]+/.+", body["ref"]):
            raise Refused(422, "Reference name is invalid")
        if body["ref"] in self.refs:
            raise Refused(422, "Reference already exists")
        self.refs[body["ref"]] = body["sha"]
        return 201, self.shape("git-ref", {"ref": body["ref"]}), {}

    def update_ref(self, match, _query, body):
        name = "refs/" + urllib.parse.unquote(match[1])
        self.known("commit", body["sha"])
        if name not in self.refs:
            raise Refused(422, "Reference does not exist")
        if body.get("force") is not True:
            raise Refused(422, "Update is not a fast forward")
        self.refs[name] = body["sha"]
        return 200, self.shape("git-ref", {"ref": name}), {}

    def delete_ref(self, match, _query, _body):
        if self.refs.pop("refs/" + urllib.parse.unquote(match[1]), None) is None:
            raise Refused(422, "Reference does not exist")
        return 204, None, {}

    def create_status(self, match, _query, body):
        if len(body.get("description") or "") > 140:
            raise Refused(422, "description is too long (maximum is 140 characters)")
        self.statuses.append({"sha": match[1], **body})
        return 201, self.shape("status", {"state": body["state"], "context": body["context"]}), {}

    def list_pulls(self, match, query, _body):
        state = query.get("state", ["open"])[0]
        head = query.get("head", [""])[0]
        found = [
            pull
            for pull in self.pulls
            if state in (pull["state"], "all")
            and (not head or head == f"{pull['owner']}:{pull['branch']}")
        ]
        items, headers = self.page(found, query, match[0])
        return 200, [self.pull_shape(pull, "pull-request-simple-items") for pull in items], headers

    def pulls_of_commit(self, match, query, _body):
        found = [pull for pull in self.pulls if match[1] in (pull["head"], pull["merge"])]
        items, headers = self.page(found, query, match[0])
        return 200, [self.pull_shape(pull, "pull-request-simple-items") for pull in items], headers

    def get_pull(self, match, _query, _body):
        for pull in self.pulls:
            if pull["number"] == int(match[1]):
                return 200, self.pull_shape(pull, "pull-request"), {}
        raise Refused(404, "Not Found")

    def state(self):
        names = "pulls comments statuses refs faults log author".split()
        return {name: getattr(self, name) for name in names} | {"objects": sorted(self.objects)}

    def change(self, wanted):
        for name, value in wanted.items():
            if name == "new_pull":
                self.add_pull(**value)
            elif name == "new_comment":
                self.add_comment(**value)
            elif name in ("pulls", "comments", "statuses", "refs", "faults", "log", "author"):
                setattr(self, name, value)
            else:
                raise Refused(400, f"nothing is called {name}")


ROUTES = [
    ("GET", r"/issues/(\d+)/comments", State.list_comments),
    ("POST", r"/issues/(\d+)/comments", State.create_comment),
    ("PATCH", r"/issues/comments/(\d+)", State.update_comment),
    ("DELETE", r"/issues/comments/(\d+)", State.delete_comment),
    ("POST", r"/git/blobs", State.create_blob),
    ("POST", r"/git/trees", State.create_tree),
    ("POST", r"/git/commits", State.create_commit),
    ("POST", r"/git/refs", State.create_ref),
    ("PATCH", r"/git/refs/([^/]+)", State.update_ref),
    ("DELETE", r"/git/refs/([^/]+)", State.delete_ref),
    ("POST", r"/statuses/([0-9a-f]{40})", State.create_status),
    ("GET", r"/pulls", State.list_pulls),
    ("GET", r"/pulls/(\d+)", State.get_pull),
    ("GET", r"/commits/([0-9a-f]{40})/pulls", State.pulls_of_commit),
]


class Handler(http.server.BaseHTTPRequestHandler):
    wbufsize = 65536  # head and body in one packet: no waiting for acknowledgements
    state = None  # of the server's own class

    def log_message(self, *_):
        pass

    def answer(self, status, value, headers=None, cut=None):
        text = b"" if value is None else json.dumps(value).encode()
        if isinstance(value, str):
            text = value.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if text:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        for name, item in (headers or {}).items():
            if item:
                self.send_header(name, item)
        self.end_headers()
        self.wfile.write(text if cut is None else text[:cut])
        if cut is not None:
            self.close_connection = True

    def fault(self, line):
        line = line.replace(f"/repos/{OWNER}/{NAME}", "")
        for fault in self.state.faults:
            if re.search(fault["match"], line) and fault.get("times", 1) > 0:
                fault["times"] = fault.get("times", 1) - 1
                return fault
        return {}

    def carry_out(self, body):
        state = self.state
        if self.headers.get("Authorization") != f"Bearer {state.token}":
            return 401, error("Bad credentials"), {}
        path, _, query = self.path.partition("?")
        for method, pattern, function in ROUTES:
            match = re.fullmatch(f"(?:/api/v3)?/repos/{OWNER}/{NAME}" + pattern, path)
            if match and method == self.command:
                try:
                    asked = urllib.parse.parse_qs(query)
                    return function(state, match, asked, json.loads(body or b"{}"))
                except Refused as refused:
                    return refused.status, error(refused.message), {}
        return 404, error("Not Found"), {}

    def control(self, body):
        if self.command == "PUT":
            self.state.change(json.loads(body))
        self.answer(200, self.state.state())

    def handle_request(self):
        state = self.state
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with state.lock:
            if self.path == "/_state":
                self.control(body)
                return
            line = f"{self.command} {self.path}"
            entry = {"line": line, "at": time.monotonic(), "accept": self.headers.get("Accept")}
            state.log.append(entry)
            fault = self.fault(line)
            if "slow" in fault:
                time.sleep(fault["slow"])
            if fault.get("drop") == "before":
                self.close_connection = True
                return
            if "status" in fault:
                entry["status"] = fault["status"]
                self.answer(fault["status"], fault.get("body", {}), fault.get("headers"))
                return
            status, value, headers = self.carry_out(body)
            entry["status"] = status
            if fault.get("drop") == "after":
                self.close_connection = True
                return
            self.answer(status, value, headers, fault.get("cut"))

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_request


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


def serve(state, port=0, keep=True):
    """A running server on this machine; state.base is set. `keep`: connections, for the next request."""
    version = "HTTP/1.1" if keep else "HTTP/1.0"
    bound = type("Bound", (Handler,), {"state": state, "protocol_version": version})
    server = Server(("127.0.0.1", port), bound)
    state.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--openapi", help="GitHub's description, for complete answers")
    arguments = parser.parse_args()
    openapi = None
    if arguments.openapi:
        with open(arguments.openapi, encoding="utf-8") as file:
            openapi = json.load(file)
    state = State(openapi)
    serve(state, arguments.port)
    print(state.base.rpartition(":")[2], flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
