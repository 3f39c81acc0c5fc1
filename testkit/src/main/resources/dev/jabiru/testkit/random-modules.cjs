// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

// Makes random modules with wasm-opt, runs each in this engine, and prints what happened: the
// yardstick for RandomModules.java, whose RandomModuleRun does and prints the same.
//
//   node --experimental-wasm-type-reflection random-modules.cjs WASM_OPT FOLDER FIRST_SEED COUNT
//
// One process makes and runs many modules, since starting wasm-opt takes longer than running it.
'use strict';
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const crypto = require('crypto');

const [wasmOpt, folder, first, count] = process.argv.slice(2);
const TIMEOUT_MILLIS = 5000;

/** What V8 in Node.js 20 has and the JVM target compiles. Bits of NaNs are not determined. */
const OPTIONS = [
  'mutable-globals', 'sign-ext', 'nontrapping-float-to-int', 'bulk-memory', 'multivalue',
  'reference-types', 'tail-call', 'extended-const'].map((f) => '--enable-' + f)
  .concat('--denan', '--quiet');

// ---- Numbers from a seed, the same as in RandomModuleRun

function numbers(seed) {
  let s = seed | 0;
  return () => {
    let t = (s = (s + 0x6d2b79f5) | 0);
    t = Math.imul(t ^ (t >>> 15), 1 | t);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) | 0;
  };
}

// ---- Making modules

/** wasm-opt's program, compiled once, as a function of what it finds around it. */
const program = new Function(
  'module', 'require', '__filename', '__dirname', 'process', 'WebAssembly', 'console',
  fs.readFileSync(wasmOpt, 'utf8').replace(/^#!.*\n/, ''));

let compiled;
const cachingWebAssembly = Object.create(WebAssembly, {
  instantiate: {
    value: async (bytes, imports) => {
      compiled ??= await WebAssembly.compile(bytes);
      return {module: compiled, instance: await WebAssembly.instantiate(compiled, imports)};
    },
  },
});

function runWasmOpt(args) {
  return new Promise((exited) => {
    const own = Object.create(process, {
      argv: {value: ['node', wasmOpt, ...args]},
      exitCode: {get: () => undefined, set: exited},
    });
    const quiet = {log() {}, warn() {}, error: console.error};
    program(
      {exports: {}}, require, wasmOpt, path.dirname(wasmOpt), own, cachingWebAssembly, quiet);
  });
}

async function make(seed) {
  const random = numbers(~seed);
  const bytes = Buffer.alloc(400 + (random() >>> 1) % 9000);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = random() >>> 24;
  }
  const input = path.join(folder, 'input');
  const output = path.join(folder, seed + '.wasm');
  fs.writeFileSync(input, bytes);
  const shape = seed % 2 ? ['--fuzz-passes'] : [];
  const status = await runWasmOpt(['-ttf', input, '-o', output, ...OPTIONS, ...shape]);
  if (status !== 0) {
    throw new Error('wasm-opt ended with ' + status + ' for seed ' + seed);
  }
  const module = fs.readFileSync(output);
  const exporting = withMemoryExported(module);
  if (!WebAssembly.validate(exporting)) {
    return module; // it has no memory
  }
  fs.writeFileSync(output, exporting);
  return exporting;
}

/** Adds an export of memory 0, so that what is in it can be compared. */
function withMemoryExported(module) {
  let at = 8;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const b = module[at++];
      value |= (b & 127) << shift;
      if (b < 128) {
        return value;
      }
    }
  };
  const toLeb = (value) => value < 128 ? [value] : [(value & 127) | 128, ...toLeb(value >>> 7)];
  while (at < module.length) {
    const start = at;
    const id = module[at++];
    const end = leb() + at;
    if (id === 7) {
      const exports = leb();
      const rest = module.subarray(at, end);
      const name = Buffer.from('memory of the module');
      const added = Buffer.from([name.length, ...name, 2, 0]);
      const number = Buffer.from(toLeb(exports + 1));
      const size = toLeb(number.length + rest.length + added.length);
      return Buffer.concat([
        module.subarray(0, start), Buffer.from([7, ...size]), number, rest, added,
        module.subarray(end)]);
    }
    at = end;
  }
  return module;
}

// ---- Values

const EDGES = [0, 1, -1, 2, 7, 31, 32, 255, 65535, 65536, 1048575, 0x7fffffff, -0x80000000];
const view = new DataView(new ArrayBuffer(8));

class HostObject {
  constructor(name) {
    this.name = name;
  }
}

function argument(type, random, functions) {
  const choice = random();
  const edge = EDGES[(choice >>> 3) % EDGES.length];
  const free = (choice & 3) === 0;
  switch (type) {
    case 'i32':
      return free ? random() : edge;
    case 'i64':
      return free
        ? (BigInt(random()) << 32n) | BigInt(random() >>> 0)
        : BigInt.asIntN(64, BigInt(edge) << (choice & 4 ? 32n : 0n));
    case 'f32':
      view.setInt32(0, free ? random() : 0);
      return free ? view.getFloat32(0) || 0 : Math.fround(edge) / 2;
    case 'f64':
      view.setInt32(0, free ? random() : 0);
      view.setInt32(4, free ? random() : 0);
      return free ? view.getFloat64(0) || 0 : edge / 2;
    case 'funcref':
      return free ? null : functions[(choice >>> 3) % functions.length][1];
    case 'externref':
      return free ? null : new HostObject('argument');
    default:
      throw new Error('no arguments of type ' + type);
  }
}

function zero(type) {
  return type === 'i64' ? 0n : /ref$/.test(type) ? null : 0;
}

function show(type, value, functions) {
  const hex = (bits, digits) => bits.toString(16).padStart(digits, '0');
  switch (type) {
    case 'f32':
      view.setFloat32(0, value);
      return type + ':' + (value !== value ? 'nan' : hex(view.getUint32(0), 8));
    case 'f64':
      view.setFloat64(0, value);
      return type + ':' + (value !== value ? 'nan' : hex(view.getBigUint64(0), 16));
    case 'funcref': {
      const known = functions.find((entry) => entry[1] === value);
      return type + ':' + (value === null ? 'null' : known ? known[0] : 'another');
    }
    case 'externref':
      return type + ':' + (value === null ? 'null' : value.name);
    default:
      return type + ':' + value;
  }
}

// ---- Running modules

class HostError extends Error {}
class Exhausted extends Error {}

class Run {
  constructor(seed, module) {
    this.random = numbers(seed);
    this.module = module;
    this.lines = [];
    this.functions = [];
    this.depth = 0;
    this.nestedCalls = 0;
  }

  print(line) {
    this.lines.push(line);
  }

  /** Runs something of the guest; says how it failed, undefined if it did not. */
  attempt(body) {
    try {
      body();
      return undefined;
    } catch (e) {
      if (e instanceof Exhausted || (e instanceof RangeError && /call stack/.test(e.message))) {
        throw new Exhausted();
      }
      if (e instanceof HostError) {
        return 'host ' + e.message;
      }
      return (e instanceof WebAssembly.RuntimeError ? 'trap ' : 'error ') + e.message;
    }
  }

  nested(body) {
    if (this.depth === 4 || this.nestedCalls === 100) {
      throw new HostError('too many calls');
    }
    this.nestedCalls++;
    this.depth++;
    try {
      body();
    } finally {
      this.depth--;
    }
  }

  nestedAndCaught(body) {
    const failure = this.attempt(() => this.nested(body));
    if (failure === undefined) {
      return 0;
    }
    this.print('caught ' + failure);
    return 1;
  }

  callWithZeros(func) {
    if (func === null) {
      throw new HostError('null');
    }
    func(...WebAssembly.Function.type(func).parameters.map(zero));
  }

  callExport(index) {
    if (this.functions.length === 0) {
      throw new HostError('starting');
    }
    this.callWithZeros(this.functions[(index >>> 0) % this.functions.length][1]);
  }

  element(index) {
    const table = this.instance?.exports.table;
    if (!table || index >>> 0 >= table.length) {
      throw new HostError('table');
    }
    return table;
  }

  host(name, type) {
    const act = {
      'call-export': (index) => this.nested(() => this.callExport(index)),
      'call-export-catch': (index) => this.nestedAndCaught(() => this.callExport(index)),
      'call-ref': (func) => this.nested(() => this.callWithZeros(func)),
      'call-ref-catch': (func) => this.nestedAndCaught(() => this.callWithZeros(func)),
      'table-get': (index) => this.element(index).get(index >>> 0),
      'table-set': (index, value) => this.element(index).set(index >>> 0, value),
      'sleep': (millis, id) => id,
    }[name];
    return (...args) => {
      this.print(
        [name, ...args.map((a, i) => show(type.parameters[i], a, this.functions))].join(' '));
      if (act) {
        return act(...args);
      }
      const results = type.results.map(zero);
      return results.length > 1 ? results : results[0];
    };
  }

  imports() {
    const imports = {};
    for (const {module, name, kind, type} of WebAssembly.Module.imports(this.module)) {
      let item;
      switch (kind) {
        case 'function':
          item = this.host(name, type);
          break;
        case 'global': {
          const values =
            {i32: 42, i64: -42n, f32: 1.5, f64: -1.5, funcref: null, externref: new HostObject(name)};
          item = new WebAssembly.Global(type, values[type.value]);
          break;
        }
        case 'table':
          item = new WebAssembly.Table({...type, initial: type.minimum}, null);
          break;
        case 'memory':
          item = new WebAssembly.Memory({...type, initial: type.minimum});
          break;
      }
      (imports[module] ??= {})[name] = item;
    }
    return imports;
  }

  run() {
    const failure = this.attempt(() => {
      this.instance = new WebAssembly.Instance(this.module, this.imports());
    });
    if (failure !== undefined) {
      this.print('instantiate ' + failure);
      return;
    }
    const exports = WebAssembly.Module.exports(this.module);
    const items = this.instance.exports;
    for (const {name, kind} of exports) {
      if (kind === 'function') {
        this.functions.push([name, items[name]]);
      }
    }
    for (const {name, kind, type} of exports) {
      if (kind === 'function') {
        const args = type.parameters.map((t) => argument(t, this.random, this.functions));
        let results;
        const failed = this.attempt(() => {
          const value = items[name](...args);
          results = type.results.length === 1 ? [value] : value ?? [];
        });
        this.print(
          'call ' + name + ' '
            + (failed ?? results.map((v, i) => show(type.results[i], v, this.functions)).join(' ')));
      }
    }
    for (const {name, kind, type} of exports) {
      const item = items[name];
      switch (kind) {
        case 'global':
          this.print('global ' + name + ' ' + show(type.value, item.value, this.functions));
          break;
        case 'table': {
          const elements = [];
          for (let i = 0; i < item.length; i++) {
            elements.push(show(type.element, item.get(i), this.functions));
          }
          this.print('table ' + name + ' ' + elements.join(' '));
          break;
        }
        case 'memory': {
          const hash = crypto.createHash('sha256').update(new Uint8Array(item.buffer));
          this.print('memory ' + name + ' ' + item.buffer.byteLength + ' ' + hash.digest('hex'));
          break;
        }
      }
    }
  }
}

function run(seed, bytes) {
  let module;
  try {
    module = new WebAssembly.Module(bytes);
  } catch (e) {
    return ['refused ' + e.message];
  }
  const run = new Run(seed, module);
  globalThis.job = () => run.run();
  try {
    vm.runInThisContext('job()', {timeout: TIMEOUT_MILLIS});
  } catch (e) {
    run.print(e instanceof Exhausted ? 'exhausted'
      : e.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'timeout' : 'broken ' + e.stack);
  }
  return run.lines;
}

(async () => {
  for (let seed = +first; seed < +first + +count; seed++) {
    const lines = run(seed, await make(seed));
    const text = lines.map((line) => line.replaceAll('\n', ' ') + '\n').join('');
    fs.writeSync(1, 'module ' + seed + '\n' + text);
  }
})();
