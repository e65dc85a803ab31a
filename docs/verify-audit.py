#!/usr/bin/env python3
"""Checks an audit log that `constat audit export` wrote. Needs Python 3.8 and nothing else: nothing of Constat, no library, no network.

  python3 verify-audit.py FOLDER [--kept FILE] [--key HEX]

FOLDER/entries.jsonl holds one entry a line, FOLDER/checkpoints.jsonl the signed checkpoints. --kept: a file of checkpoints that was kept
elsewhere (without it an old state put back whole, and a tail cut off to an earlier checkpoint, cannot be seen). --key: the public key, as
`constat audit checkpoint` printed it. The tree is that of RFC 9162, signatures are Ed25519 (RFC 8032). Exit code 0: all is well; 1: it is not.
"""
import hashlib, json, sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def point_add(a, b):
    p, q = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    r, s = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = (q - p) % P, (s - r) % P, (s + r) % P, (q + p) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_mul(n, point):
    total = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            total = point_add(total, point)
        point, n = point_add(point, point), n >> 1
    return total


def decompress(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(checkpoint):
    key, signature = bytes.fromhex(checkpoint["key"]), bytes.fromhex(checkpoint["signature"])
    lines = ["constat checkpoint v1", checkpoint["case"], str(checkpoint["size"]), checkpoint["root"], checkpoint["at"], ""]
    a, r, s = decompress(key), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + "\n".join(lines).encode()).digest(), "little") % L
    left, right = point_mul(s, BASE), point_add(r, point_mul(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def roots_at(path, sizes):
    """Roots of the tree over the first n entries, for each n asked for, and the number of entries."""
    peaks, size, roots = [], 0, {}
    with open(path, "rb") as file:
        for line in file:
            peak, n = hashlib.sha256(b"\0" + line.rstrip(b"\n")).digest(), size
            while n & 1:
                peak, n = hashlib.sha256(b"\1" + peaks.pop() + peak).digest(), n >> 1
            peaks.append(peak)
            size += 1
            if size in sizes:
                root = peaks[-1]
                for left in reversed(peaks[:-1]):
                    root = hashlib.sha256(b"\1" + left + root).digest()
                roots[size] = root.hex()
    return roots, size


def main(folder, *options):
    given = dict(zip(options[::2], options[1::2]))
    read = lambda path: [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]
    own, kept = read(folder + "/checkpoints.jsonl"), read(given["--kept"]) if "--kept" in given else []
    key = given.get("--key") or (kept or own or [{"key": ""}])[0]["key"]
    roots, size = roots_at(folder + "/entries.jsonl", {c["size"] for c in own + kept})
    faults, sound = [], 0
    for c in sorted(own + kept, key=lambda c: c["size"]):
        if c["key"] != key or c["case"] != (kept or own)[0]["case"] or not signed(c):
            faults.append(f"the checkpoint of {c['size']} entries is not signed by the key {key[:16]}...")
        elif roots.get(c["size"]) != c["root"]:
            faults.append(f"the tree does not fit the checkpoint of {c['size']} entries: the first wrong entry is one of {sound + 1} to {c['size']}")
        else:
            sound = c["size"]
    if size != max([c["size"] for c in own], default=0):
        faults.append(f"{size} entries, but the last checkpoint does not cover just these")
    print("\n".join(faults) or f"ok: {size} entries, {len(own)} checkpoints, {len(kept)} kept elsewhere, key {key}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(__doc__ if len(sys.argv) < 2 else main(*sys.argv[1:]))
