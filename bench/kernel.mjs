// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
//
// Times one kernel or program in V8: node FLAGS kernel.mjs FILE.wasm UNITS SECONDS
// Prints "checksum best-nanoseconds", the best of as many runs as fit in SECONDS after a warm-up.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';

const [file, units, seconds] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(file));
const wasi = new WASI({ version: 'preview1' });
const host = { add: (a, b) => (a + b) | 0 };
const instance = new WebAssembly.Instance(module, { host, ...wasi.getImportObject() });
if (instance.exports._initialize) wasi.initialize(instance);
const run = instance.exports.run;
const n = Number(units);
const end = process.hrtime.bigint() + BigInt(Math.round(Number(seconds) * 1e9));
const warm = process.hrtime.bigint() + BigInt(Math.round(Number(seconds) * 0.5e9));
let checksum = 0;
while (process.hrtime.bigint() < warm) checksum = run(n) >>> 0;
let best = null;
do {
  const start = process.hrtime.bigint();
  checksum = run(n) >>> 0;
  const time = process.hrtime.bigint() - start;
  if (best === null || time < best) best = time;
} while (process.hrtime.bigint() < end);
console.log(`${checksum} ${best}`);
