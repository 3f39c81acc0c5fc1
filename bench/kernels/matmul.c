// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Floating point over arrays: a square matrix product.

#include "kernel.h"

#define N 96

static f64 a[N][N], b[N][N], c[N][N];

static NOINLINE void multiply(void) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      f64 sum = 0;
      for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
  }
}

EXPORT("run") u32 run(u32 n) {
  u32 seed = 99;
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      a[i][j] = (f64)(xorshift(&seed) & 1023) / 64;
      b[i][j] = (f64)(xorshift(&seed) & 1023) / 64;
    }
  }
  f64 trace = 0;
  for (u32 round = 0; round < n; round++) {
    a[round % N][0] += 1;
    multiply();
    for (int i = 0; i < N; i++) trace += c[i][i];
  }
  return (u32)(i64)trace;
}
