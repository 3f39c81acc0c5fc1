// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Bulk memory: memory.copy and memory.fill of many sizes.

#include "kernel.h"

#define SIZE 65536

static u8 from[SIZE], to[SIZE];

EXPORT("run") u32 run(u32 n) {
  u32 sum = 0, seed = 7;
  for (u32 round = 0; round < n * 64; round++) {
    for (u32 size = 64; size <= SIZE; size *= 2) {
      u32 at = xorshift(&seed) % (SIZE - size + 1);
      __builtin_memset(from + at, (int)(round + size), size);
      __builtin_memcpy(to, from, size);
      sum = sum * 31 + to[size - 1] + to[at % size];
    }
  }
  return sum;
}
