// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

import java.nio.file.Path;
import java.util.List;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExportSection;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/** Times one kernel in Endive's compiler. */
public final class EndiveKernel {
  private EndiveKernel() {}

  /**
   * Runs the kernel.
   *
   * @param args module file, units of work, seconds
   * @throws Throwable if the kernel fails
   */
  public static void main(String[] args) throws Throwable {
    WasmModule module = Parser.parse(Path.of(args[0]));
    HostFunction add =
        new HostFunction(
            "host",
            "add",
            FunctionType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32)),
            (instance, values) -> new long[] {(int) values[0] + (int) values[1]});
    WasiPreview1 wasi = WasiPreview1.builder().withOptions(WasiOptions.builder().build()).build();
    Instance instance =
        Instance.builder(module)
            .withMachineFactory(MachineFactoryCompiler.compile(module))
            .withImportValues(
                ImportValues.builder().addFunction(add).addFunction(wasi.toHostFunctions()).build())
            .build();
    ExportSection exports = module.exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      if (exports.getExport(i).name().equals("_initialize")) {
        instance.export("_initialize").apply();
      }
    }
    ExportFunction run = instance.export("run");
    Timing.print(
        units -> (int) run.apply(units)[0], Integer.parseInt(args[1]), Double.parseDouble(args[2]));
  }
}
