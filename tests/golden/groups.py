"""Writes groups.json: words and labels of group word problems, computed without any of the crate's code.

Numbering and product as in the released data of Merrill, Petty, Sabharwal (arXiv:2404.08819):
S_n in the order of itertools.permutations, A_n the even ones in that order, Z_n the residues, a direct
product first factor major; (p*q)(i) = p(q(i)); label_t = x_1 * ... * x_t.

Run: python3 groups.py > groups.json   (standard library only)
"""

import itertools
import json
import random


def symmetric(n):
    return list(itertools.permutations(range(n)))


def even(p):
    return sum(a > b for a, b in itertools.combinations(p, 2)) % 2 == 0


def alternating(n):
    return [p for p in symmetric(n) if even(p)]


def permutation_group(elements):
    index = {p: k for k, p in enumerate(elements)}
    return len(elements), lambda a, b: index[tuple(elements[a][i] for i in elements[b])]


def cyclic(n):
    return n, lambda a, b: (a + b) % n


def direct(first, second):
    (n, f), (m, g) = first, second
    return n * m, lambda a, b: f(a // m, b // m) * m + g(a % m, b % m)


def cases(name, group, elements=None):
    order, product = group
    rng = random.Random(name)
    words, labels = [], []
    for length in (1, 2, 3, 5, 8, 20, 50):
        for _ in range(3):
            word = [rng.randrange(order) for _ in range(length)]
            words.append(word)
            labels.append(list(itertools.accumulate(word, product)))
    case = {"name": name, "order": order, "words": words, "labels": labels}
    # images counted from 1, of every element by number
    case["elements"] = [[i + 1 for i in p] for p in elements or []]
    return case


def main():
    out = []
    for name, elements in [
        ("s3", symmetric(3)),
        ("s4", symmetric(4)),
        ("s5", symmetric(5)),
        ("a4", alternating(4)),
        ("a5", alternating(5)),
    ]:
        out.append(cases(name, permutation_group(elements), elements))
    out.append(cases("z60", cyclic(60)))
    out.append(cases("a4xz5", direct(permutation_group(alternating(4)), cyclic(5))))
    print("[\n" + ",\n".join(json.dumps(case) for case in out) + "\n]")


main()
