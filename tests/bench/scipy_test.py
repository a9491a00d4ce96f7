#!/usr/bin/env python3
"""SciPy's vectorised Mann-Whitney test on two run files; prints the seconds that reading them and
the test took.

scipy_test.py BASE HEAD METHOD        METHOD as scipy.stats.mannwhitneyu takes it"""

import json
import sys
import time

import numpy
from scipy import stats


def read(path):
    with open(path, encoding="utf-8") as text:
        workloads = json.load(text)["workloads"]
    return numpy.array([workload["series"][0]["samples"] for workload in workloads], dtype=float)


def main():
    began = time.perf_counter()
    base, head = read(sys.argv[1]), read(sys.argv[2])
    middle = time.perf_counter()
    result = stats.mannwhitneyu(head, base, axis=1, method=sys.argv[3])
    assert result.pvalue.shape == (len(base),)
    print(middle - began, time.perf_counter() - middle)


if __name__ == "__main__":
    main()
