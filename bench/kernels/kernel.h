// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// What every kernel shares: fixed-width names, and the export that the benchmark calls.
//
// run(n) does n units of work and returns a checksum, which must be the same on every engine.

#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed int i32;
typedef signed long long i64;
typedef double f64;

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))
#define NOINLINE __attribute__((noinline))

static inline u32 xorshift(u32 *state) {
  u32 x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}
