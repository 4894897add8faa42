"""R's default stream once more, one number at a time: the Mersenne Twister as R seeds it, runif and
sample.
"""

from __future__ import annotations


class RStream:
    """What set.seed(seed), then runif(n) and sample(n), give in R: kinds Mersenne-Twister and
    Rejection."""

    def __init__(self, seed: int) -> None:
        x = seed % 2**32
        for _ in range(51):
            x = (69069 * x + 1) % 2**32
        self.key = []
        for _ in range(624):
            x = (69069 * x + 1) % 2**32
            self.key.append(x)
        self.used = 624

    def word(self) -> int:
        """The next 32 bits."""
        if self.used == 624:
            for i in range(624):
                y = (self.key[i] & 0x80000000) | (self.key[(i + 1) % 624] & 0x7FFFFFFF)
                self.key[i] = self.key[(i + 397) % 624] ^ (y >> 1) ^ (0x9908B0DF if y & 1 else 0)
            self.used = 0
        y = self.key[self.used]
        self.used += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9D2C5680
        y ^= (y << 15) & 0xEFC60000
        return y ^ (y >> 18)

    def random_sample(self, n: int) -> list[float]:
        """n uniforms in (0, 1), as runif(n) gives them."""
        smallest = 2.328306437080797e-10
        return [(self.word() or smallest * 2.0**32) / 2.0**32 for _ in range(n)]

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1: as many bits as n - 1 has, drawn again while they are too
        large."""
        bits = (n - 1).bit_length()
        while True:
            value = 0
            for _ in range(bits // 16 + 1):
                value = value * 65536 + self.word() // 65536
            value %= 2**bits
            if value < n:
                return value

    def permutation(self, n: int) -> list[int]:
        """sample(n) - 1."""
        left, order = list(range(n)), []
        while left:
            j = self.below(len(left))
            order.append(left[j])
            left[j] = left[-1]
            left.pop()
        return order
