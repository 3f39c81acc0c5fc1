// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Calls: the naive Fibonacci function.

#include "kernel.h"

static NOINLINE u32 fib(u32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

EXPORT("run") u32 run(u32 n) {
  u32 sum = 0;
  for (u32 i = 0; i < n; i++) sum += fib(27 + (i & 1));
  return sum;
}
