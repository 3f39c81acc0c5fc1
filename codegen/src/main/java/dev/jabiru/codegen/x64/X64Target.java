// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.regalloc.LinearScan;
import dev.jabiru.codegen.regalloc.RegallocOutput;

/**
 * Compiles functions to x86-64 machine code.
 *
 * <p>Stateless; any thread may compile any function that no other thread works on.
 */
public final class X64Target {
  private X64Target() {}

  /**
   * Compiles a function.
   *
   * @param function the function, verified and without aliases
   * @param abi the world it will live in
   * @return the code, an {@link X64Code}, and all that describes it
   * @throws UnsupportedOperationException if it uses a feature that this target lacks; the message
   *     names it
   */
  public static CompiledFunction compile(Function function, X64Abi abi) {
    Assembler asm = new Assembler();
    VCode code = Lower.lower(function, abi, asm);
    RegallocOutput allocation = allocate(code);
    Frame frame = Emit.emit(function, abi, code, allocation, asm);
    Assembler.Assembled assembled = asm.finish();
    return new CompiledFunction(
        function.name(),
        function.signature(),
        new X64Code(assembled.bytes(), assembled.codeBytes()),
        assembled.traps(),
        assembled.addressMap(),
        assembled.relocations(),
        frame.bytes);
  }

  /**
   * Prints the machine instructions of a function, for people.
   *
   * @param function the function, verified and without aliases
   * @param abi the world it will live in
   * @param isAllocated whether to print registers and moves, or virtual registers
   * @return the text, a line an instruction, with the source in front
   */
  public static String print(Function function, X64Abi abi, boolean isAllocated) {
    VCode code = Lower.lower(function, abi, new Assembler());
    return VCodePrinter.print(code, isAllocated ? allocate(code) : null);
  }

  private static RegallocOutput allocate(VCode code) {
    return LinearScan.allocate(code, Registers.ENV);
  }
}
