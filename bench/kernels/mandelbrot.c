// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Floating point without memory: escape counts of the Mandelbrot set.

#include "kernel.h"

EXPORT("run") u32 run(u32 n) {
  u32 sum = 0;
  for (u32 round = 0; round < n; round++) {
    for (int py = 0; py < 96; py++) {
      for (int px = 0; px < 96; px++) {
        f64 cx = -2.0 + px * (3.0 / 96), cy = -1.5 + py * (3.0 / 96), x = 0, y = 0;
        u32 count = 0;
        while (count < 250 && x * x + y * y < 4.0) {
          f64 t = x * x - y * y + cx;
          y = 2 * x * y + cy;
          x = t;
          count++;
        }
        sum += count;
      }
    }
  }
  return sum;
}
