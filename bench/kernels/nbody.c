// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Floating point with memory: five bodies under gravity.

#include "kernel.h"

typedef struct { f64 x, y, z, vx, vy, vz, mass; } Body;

static Body bodies[5];

static void reset(void) {
  u32 seed = 12345;
  for (int i = 0; i < 5; i++) {
    f64 *field = &bodies[i].x;
    for (int k = 0; k < 6; k++) field[k] = (f64)(i32)(xorshift(&seed) % 2000 - 1000) / 100.0;
    bodies[i].mass = 1.0 + i;
  }
}

static NOINLINE void advance(f64 dt) {
  for (int i = 0; i < 5; i++) {
    Body *a = &bodies[i];
    for (int j = i + 1; j < 5; j++) {
      Body *b = &bodies[j];
      f64 dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      f64 d2 = dx * dx + dy * dy + dz * dz + 0.01;
      f64 mag = dt / (d2 * __builtin_sqrt(d2));
      a->vx -= dx * b->mass * mag;
      a->vy -= dy * b->mass * mag;
      a->vz -= dz * b->mass * mag;
      b->vx += dx * a->mass * mag;
      b->vy += dy * a->mass * mag;
      b->vz += dz * a->mass * mag;
    }
  }
  for (int i = 0; i < 5; i++) {
    Body *a = &bodies[i];
    a->x += dt * a->vx;
    a->y += dt * a->vy;
    a->z += dt * a->vz;
  }
}

EXPORT("run") u32 run(u32 n) {
  reset();
  for (u32 i = 0; i < n * 5000; i++) advance(0.001);
  f64 sum = 0;
  for (int i = 0; i < 5; i++) sum += bodies[i].x + bodies[i].y * 2 + bodies[i].z * 3;
  return (u32)(i32)(sum * 1000.0);
}
