// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Host calls: a function of the host that adds, called in a loop.

#include "kernel.h"

IMPORT("host", "add") u32 host_add(u32 a, u32 b);

EXPORT("run") u32 run(u32 n) {
  u32 a = 0;
  for (u32 i = 0; i < n * 100000; i++) a = host_add(a, i);
  return a;
}
