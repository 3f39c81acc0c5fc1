// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Indirect calls: a table of small functions, called in an order the processor cannot foresee.

#include "kernel.h"

typedef u32 (*Op)(u32, u32);

static u32 add(u32 a, u32 b) { return a + b; }
static u32 sub(u32 a, u32 b) { return a - b; }
static u32 mul(u32 a, u32 b) { return a * (b | 1); }
static u32 xor(u32 a, u32 b) { return a ^ b; }
static u32 rot(u32 a, u32 b) { return a << (b & 31) | a >> (-b & 31); }
static u32 and(u32 a, u32 b) { return (a & b) + 0x9e3779b9; }
static u32 mix(u32 a, u32 b) { return (a ^ a >> 15) * 0x85ebca6b + b; }
static u32 swap(u32 a, u32 b) { return (b >> 8 | b << 24) ^ a; }

static Op ops[8] = {add, sub, mul, xor, rot, and, mix, swap};

EXPORT("run") u32 run(u32 n) {
  u32 a = 1, seed = 17;
  for (u32 i = 0; i < n * 100000; i++) a = ops[xorshift(&seed) >> 13 & 7](a, i);
  return a;
}
