"""What the tests of this folder report by: one TAP line a check, the plan at the end."""

_checks = 0
_failures = 0


def check(ok, name, *diagnostics):
    global _checks, _failures
    _checks += 1
    _failures += not ok
    print(f"{'ok' if ok else 'not ok'} {_checks} - {name}")
    if not ok:
        for line in "\n".join(str(item) for item in diagnostics).splitlines():
            print(f"#   {line}")


def equal(found, expected, name):
    check(found == expected, name, f"expected {expected!r}", f"found    {found!r}")


def finish():
    """The exit status."""
    print(f"1..{_checks}")
    return 1 if _failures or not _checks else 0
