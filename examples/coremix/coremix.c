// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// A processor benchmark in the manner of CoreMark: lists, matrices, a state machine, checksums.
//
//   coremix [UNITS]    does UNITS units of work (default 200) and checks the result of the first

#include "../wasi.h"
#include "../../bench/kernels/coremix.c"

// What run(1) returns on every engine.
#define EXPECTED 21664

static u32 parse(const char *text) {
  u32 value = 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9' || value > 100000) fail("coremix: not a number of units: ", text);
    value = value * 10 + (u32)(*text - '0');
  }
  return value;
}

__attribute__((export_name("_start"))) void start(void) {
  u32 argc, bytes;
  static char *argv[16];
  static char arguments[4096];
  u64 from, to;
  args_sizes_get(&argc, &bytes);
  if (argc > 2 || bytes > sizeof arguments) fail("usage: coremix [UNITS]", "");
  args_get(argv, arguments);
  u32 units = argc == 2 ? parse(argv[1]) : 200;
  u32 first = run(1);
  if (first != EXPECTED) fail("coremix: wrong checksum", "");
  clock_time_get(1, 1000, &from);
  u32 checksum = run(units);
  clock_time_get(1, 1000, &to);
  u64 micros = (to - from) / 1000;
  print("checksum ");
  printNumber(checksum, 0);
  print("\nunits per second ");
  printNumber(micros ? (u64)units * 1000000 / micros : 0, 0);
  print("\n");
  flush(1);
}
