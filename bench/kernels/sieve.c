// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Bytes in memory: the sieve of Eratosthenes.

#include "kernel.h"

#define N 400000

static u8 composite[N];

EXPORT("run") u32 run(u32 n) {
  u32 count = 0;
  for (u32 round = 0; round < n; round++) {
    for (u32 i = 0; i < N; i++) composite[i] = 0;
    for (u32 i = 2; i < N; i++) {
      if (composite[i]) continue;
      count++;
      for (u32 j = i + i; j < N; j += i) composite[j] = 1;
    }
  }
  return count;
}
