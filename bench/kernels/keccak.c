// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// A hash in 64-bit words: the Keccak-f[1600] permutation.

#include "kernel.h"

static const int rotation[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
static const int lane[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};

static u64 constants[24];

static u64 rotl(u64 x, int k) { return x << k | x >> (64 - k); }

// The round constants come from a linear feedback shift register, as the standard defines them.
static void makeConstants(void) {
  u32 lfsr = 1;
  for (int i = 0; i < 24; i++) {
    u64 constant = 0;
    for (int j = 0; j < 7; j++) {
      if (lfsr & 1) constant ^= 1ULL << ((1 << j) - 1);
      lfsr = lfsr << 1 ^ (lfsr >> 7) * 0x171;
    }
    constants[i] = constant;
  }
}

static NOINLINE void permute(u64 *s) {
  for (int round = 0; round < 24; round++) {
    u64 c[5];
    for (int i = 0; i < 5; i++) c[i] = s[i] ^ s[i + 5] ^ s[i + 10] ^ s[i + 15] ^ s[i + 20];
    for (int i = 0; i < 5; i++) {
      u64 t = c[(i + 4) % 5] ^ rotl(c[(i + 1) % 5], 1);
      for (int j = 0; j < 25; j += 5) s[i + j] ^= t;
    }
    u64 t = s[1];
    for (int i = 0; i < 24; i++) {
      u64 next = s[lane[i]];
      s[lane[i]] = rotl(t, rotation[i]);
      t = next;
    }
    for (int j = 0; j < 25; j += 5) {
      u64 row[5];
      for (int i = 0; i < 5; i++) row[i] = s[j + i];
      for (int i = 0; i < 5; i++) s[j + i] = row[i] ^ (~row[(i + 1) % 5] & row[(i + 2) % 5]);
    }
    s[0] ^= constants[round];
  }
}

EXPORT("run") u32 run(u32 n) {
  u64 state[25] = {0};
  makeConstants();
  for (u32 i = 0; i < n * 1000; i++) permute(state);
  return (u32)(state[0] ^ state[24] >> 32);
}
