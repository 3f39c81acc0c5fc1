// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// A small interpreter loop: a stack machine with sixteen instructions.

#include "kernel.h"

enum { PUSH, ADD, SUB, MUL, XOR, SHR, DUP, SWAP, LOAD, STORE, DEC, JNZ, NOT, AND, OVER, HALT };

// Sums a mixing function over a counter in variable 0, into variable 1.
static const u8 program[] = {
    LOAD, 0, LOAD, 1, ADD, DUP, PUSH, 13, MUL, XOR, PUSH, 7, SHR, LOAD, 1, ADD, STORE, 1,
    LOAD, 0, NOT, PUSH, 63, AND, LOAD, 1, OVER, SUB, SWAP, XOR, STORE, 1,
    LOAD, 0, DEC, DUP, STORE, 0, JNZ, 0, HALT};

static NOINLINE u32 interpret(u32 count) {
  u32 stack[32], vars[4] = {count, 1, 0, 0};
  u32 sp = 0, pc = 0, a, b;
  for (;;) {
    switch (program[pc++]) {
      case PUSH: stack[sp++] = program[pc++]; break;
      case ADD: b = stack[--sp]; stack[sp - 1] += b; break;
      case SUB: b = stack[--sp]; stack[sp - 1] -= b; break;
      case MUL: b = stack[--sp]; stack[sp - 1] *= b; break;
      case XOR: b = stack[--sp]; stack[sp - 1] ^= b; break;
      case SHR: b = stack[--sp]; stack[sp - 1] >>= b & 31; break;
      case DUP: a = stack[sp - 1]; stack[sp++] = a; break;
      case SWAP: a = stack[sp - 1]; stack[sp - 1] = stack[sp - 2]; stack[sp - 2] = a; break;
      case LOAD: stack[sp++] = vars[program[pc++]]; break;
      case STORE: vars[program[pc++]] = stack[--sp]; break;
      case DEC: stack[sp - 1]--; break;
      case JNZ: a = program[pc++]; if (stack[--sp]) pc = a; break;
      case NOT: stack[sp - 1] = ~stack[sp - 1]; break;
      case AND: b = stack[--sp]; stack[sp - 1] &= b; break;
      case OVER: a = stack[sp - 2]; stack[sp++] = a; break;
      case HALT: return vars[1];
    }
  }
}

EXPORT("run") u32 run(u32 n) { return interpret(n * 20000); }
