// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.regalloc.LinearScan;
import dev.jabiru.codegen.regalloc.RegallocOutput;
import dev.jabiru.codegen.regalloc.SymbolicChecker;
import java.util.List;
import java.util.function.Consumer;

/**
 * Compiles functions to x86-64 machine code.
 *
 * <p>Where assertions are enabled, or the system property {@code jabiru.checkAllocations} is {@code
 * true}, the {@link SymbolicChecker} proves the allocation of each function, and compiling fails
 * with an {@code AssertionError} where it cannot.
 *
 * <p>Stateless; any thread may compile any function that no other thread works on.
 */
public final class X64Target {
  /** Whether all allocations of registers are proved; always so in tests. */
  private static final boolean CHECKS_ALLOCATIONS =
      Boolean.getBoolean("jabiru.checkAllocations") || X64Target.class.desiredAssertionStatus();

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
    return compile(function, abi, stage -> {});
  }

  /**
   * Compiles a function.
   *
   * @param function the function, verified and without aliases
   * @param abi the world it will live in
   * @param stageDone hears the name of each stage when it is over
   * @return the code, an {@link X64Code}, and all that describes it
   * @throws UnsupportedOperationException if it uses a feature that this target lacks; the message
   *     names it
   */
  public static CompiledFunction compile(
      Function function, X64Abi abi, Consumer<String> stageDone) {
    Assembler asm = new Assembler();
    VCode code = Lower.lower(function, abi, asm);
    stageDone.accept("select instructions");
    RegallocOutput allocation = allocate(code);
    stageDone.accept("allocate registers");
    Frame frame = Emit.emit(function, abi, code, allocation, asm);
    Assembler.Assembled assembled = asm.finish();
    stageDone.accept("emit");
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
    RegallocOutput allocation = LinearScan.allocate(code, Registers.ENV);
    if (CHECKS_ALLOCATIONS && SymbolicChecker.canCheck(code, allocation)) {
      check(code, allocation);
    }
    return allocation;
  }

  private static void check(VCode code, RegallocOutput allocation) {
    List<String> errors = SymbolicChecker.check(code, allocation, Registers.ENV);
    if (!errors.isEmpty()) {
      throw new AssertionError(
          "wrong allocation of registers: " + errors + "\n" + VCodePrinter.print(code, allocation));
    }
  }
}
