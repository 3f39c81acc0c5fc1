// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.x64;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.DataFlowGraph;
import dev.jabiru.codegen.ir.Edge;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Inst;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.StackSlot;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Selects machine instructions for a function.
 *
 * <p>Blocks are walked from the last to the first, and backwards, so that each use is seen before
 * what it uses: an instruction may then do what the ones that yield its operands do, and those are
 * never made. A pure instruction that nobody asked for the result of is passed over; one with
 * effects is passed over if its only user has {@linkplain #sink taken it in}.
 *
 * <p>Constants are made where they are used. Values that only change their type share one virtual
 * register: the upper half of an i32's register is undefined, unless {@link Values} knows better.
 */
final class Lower {
  /**
   * Whether code traps where a register that is taken for zero-extended is not, to search for
   * mistakes with; off unless the system property {@code jabiru.checkUpperHalves} is {@code true}.
   */
  private static final boolean CHECKS_UPPER_HALVES = Boolean.getBoolean("jabiru.checkUpperHalves");

  final Function function;
  final DataFlowGraph dfg;
  final X64Abi abi;
  final Values values;
  final MachBlocks blocks;
  final VCode code;
  final MachBuilder out;
  final Assembler asm;
  private final int[] vregs;
  private final boolean[] isSunk;

  /** By offset in the context: the virtual register with the pointer that is there for good. */
  private final Map<Integer, Integer> pointers = new TreeMap<>();

  private final LowerInt ints = new LowerInt(this);
  private final LowerDivide divisions = new LowerDivide(this);
  private final LowerFloat floats = new LowerFloat(this);
  private final LowerCompare compares = new LowerCompare(this);
  private final LowerMemory memory = new LowerMemory(this);
  private final LowerCall calls = new LowerCall(this);
  private final LowerControl control = new LowerControl(this);

  private Lower(Function function, X64Abi abi, Assembler asm) {
    this.function = function;
    this.dfg = function.dfg();
    this.abi = abi;
    this.asm = asm;
    this.blocks = new MachBlocks(function);
    this.values = new Values(function, blocks);
    this.code = new VCode(blocks);
    this.out = new MachBuilder(code);
    this.vregs = new int[dfg.valueCount()];
    this.isSunk = new boolean[dfg.instCount()];
    Arrays.fill(vregs, -1);
  }

  /**
   * {@return a function in machine instructions; its constants are added to the pool of the
   * assembler}
   */
  static VCode lower(Function function, X64Abi abi, Assembler asm) {
    Lower lower = new Lower(function, abi, asm);
    for (int b = lower.blocks.count() - 1; b >= 0; b--) {
      lower.block(b);
    }
    lower.code.finish();
    return lower.code;
  }

  private void block(int number) {
    int irBlock = blocks.irBlocks[number];
    int argEdge = blocks.argEdges[number];
    int[] arguments = {};
    out.setSourceLoc(Function.NO_SOURCE_LOC);
    if (argEdge >= 0) {
      Edge edge = new Edge(argEdge);
      arguments = new int[dfg.edgeArgCount(edge)];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = use(dfg.edgeArg(edge, i).index());
      }
      out.add(MachInst.Kind.JUMP, MachOp.MOV, true, null);
      out.flush();
    }
    int[] params = {};
    if (irBlock >= 0) {
      Block block = new Block(irBlock);
      for (Inst inst = function.layout().lastInst(block);
          inst != null;
          inst = function.layout().prevInst(inst)) {
        lower(inst);
      }
      if (number == 0) {
        control.entry(block);
      } else {
        params = new int[dfg.blockParamCount(block)];
        for (int i = 0; i < params.length; i++) {
          params[i] = def(dfg.blockParam(block, i).index());
        }
      }
    }
    code.startBlock(number, params, arguments);
  }

  private void lower(Inst inst) {
    InstructionData data = dfg.data(inst);
    if (isSunk[inst.index()] || data.isRemovable() && !isWanted(inst)) {
      return;
    }
    out.setSourceLoc(function.sourceLoc(inst));
    select(inst.index(), data);
    out.flush();
  }

  private boolean isWanted(Inst inst) {
    for (int i = 0, n = dfg.resultCount(inst); i < n; i++) {
      if (vregs[dfg.result(inst, i).index()] >= 0) {
        return true;
      }
    }
    return false;
  }

  private void select(int inst, InstructionData data) {
    switch (data.opcode()) {
      // spotless:off
      case ICONST, F32CONST, F64CONST, REF_NULL -> {}
      case IADD, ISUB, IMUL, SMUL_HI, UMUL_HI, IADD128, ISUB128, SMUL_WIDE, UMUL_WIDE, BAND, BOR,
           BXOR, ISHL, USHR, SSHR, ROTL, ROTR, CLZ, CTZ, POPCNT, SEXTEND8, SEXTEND16, SEXTEND32,
           SEXTEND, UEXTEND, IREDUCE -> ints.lower(inst, data);
      case SDIV, UDIV, SREM, UREM -> divisions.lower(inst, data);
      case FADD, FSUB, FMUL, FDIV, FMIN, FMAX, FCOPYSIGN, FNEG, FABS, SQRT, CEIL, FLOOR, TRUNC,
           NEAREST, FPROMOTE, FDEMOTE, FCVT_FROM_SINT, FCVT_FROM_UINT, FCVT_TO_SINT, FCVT_TO_UINT,
           FCVT_TO_SINT_SAT, FCVT_TO_UINT_SAT, BITCAST -> floats.lower(inst, data);
      case ICMP, FCMP, REF_IS_NULL, REF_EQ, SELECT, TRAPZ, TRAPNZ -> compares.lower(inst, data);
      case LOAD, ULOAD8, SLOAD8, ULOAD16, SLOAD16, ULOAD32, SLOAD32, STORE, ISTORE8, ISTORE16,
           ISTORE32, MEMORY_SIZE, STACK_LOAD, STACK_STORE, GLOBAL_GET, GLOBAL_SET, TABLE_GET,
           TABLE_SET, TABLE_SIZE -> memory.lower(inst, data);
      case CALL, CALL_INDIRECT, CALL_REF, RETURN_CALL, RETURN_CALL_INDIRECT, RETURN_CALL_REF,
           REF_FUNC -> calls.lower(inst, data);
      case JUMP -> {} // made with the arguments of its edge
      case BRIF, BR_TABLE, RETURN, TRAP, INTERRUPT_CHECK, FUEL -> control.lower(inst, data);
      // spotless:on
      default ->
          throw new UnsupportedOperationException(
              "the x64 target does not know " + data.opcode() + " yet");
    }
  }

  LowerCompare compares() {
    return compares;
  }

  LowerMemory memory() {
    return memory;
  }

  /** {@return the virtual register that is to hold a value} */
  int def(int value) {
    if (vregs[value] < 0) {
      vregs[value] = values.type(value).isFloat() ? out.newFloat() : out.newInt();
    }
    return vregs[value];
  }

  /** {@return the virtual register of the first result of an instruction} */
  int result(int inst) {
    return def(dfg.result(new Inst(inst)).index());
  }

  boolean isWanted(int value) {
    return vregs[value] >= 0;
  }

  boolean isResultWanted(int inst, int i) {
    return vregs[dfg.result(new Inst(inst), i).index()] >= 0;
  }

  /** {@return a virtual register that holds a value; a constant is made on the spot} */
  int use(int value) {
    InstructionData data = values.definition(value);
    if (data == null) {
      return def(value);
    }
    switch (data.opcode()) {
      case ICONST, REF_NULL -> {
        return out.constant(values.constant(value), data.type() != Type.I32);
      }
      case F32CONST, F64CONST -> {
        int vreg = out.newFloat();
        out.floatConstant(vreg, data.imm(), data.opcode() == Opcode.F64CONST);
        return vreg;
      }
      case IREDUCE -> {
        return use(values.arg(data, 0));
      }
      case UEXTEND -> {
        int operand = values.arg(data, 0);
        return values.isZeroExtended(operand) ? zeroExtended(use(operand)) : def(value);
      }
      default -> {
        return def(value);
      }
    }
  }

  /** {@return a virtual register that holds an i32 as a 64-bit number} */
  int useZeroExtended(int value) {
    int vreg = use(value);
    return values.isZeroExtended(value)
        ? zeroExtended(vreg)
        : out.unaryInt(MachOp.MOV, false, Rmi.vreg(vreg));
  }

  /** Of a register that is taken for zero-extended, on which no access may rely in vain. */
  private int zeroExtended(int vreg) {
    if (CHECKS_UPPER_HALVES) {
      Rmi low = Rmi.vreg(out.unaryInt(MachOp.MOV, false, Rmi.vreg(vreg)));
      out.trapIf(
          Comparison.of(MachOp.CMP, true, vreg, low, Comparison.NOT_EQUAL), TrapCode.UNREACHABLE);
    }
    return vreg;
  }

  /** {@return a value as the last operand of an instruction: an immediate, memory or a register} */
  Rmi operand(int value, int user) {
    if (values.isImmediate(value)) {
      return Rmi.immediate((int) values.constant(value));
    }
    return registerOrMemory(value, user);
  }

  /** {@return a value as an operand that cannot be an immediate} */
  Rmi registerOrMemory(int value, int user) {
    InstructionData data = values.definition(value);
    if (data != null) {
      switch (data.opcode()) {
        case F32CONST -> {
          return Rmi.constant(asm.constant(data.imm(), 0, 4));
        }
        case F64CONST -> {
          return Rmi.constant(asm.constant(data.imm(), 0, 8));
        }
        case LOAD -> {
          if (values.canSink(value, user)) {
            return sink(value, data);
          }
        }
        default -> {}
      }
    }
    return Rmi.vreg(use(value));
  }

  boolean canSinkLoad(int value, int user) {
    return values.definition(value, Opcode.LOAD) != null && values.canSink(value, user);
  }

  /** Takes a load into the instruction that is being made: checks it and returns its place. */
  private Rmi sink(int value, InstructionData load) {
    int inst = values.definingInst(value);
    isSunk[inst] = true;
    int sourceLoc = out.sourceLoc();
    out.setSourceLoc(function.sourceLoc(new Inst(inst)));
    Rmi place = memory.address(load, load.type().bytes());
    out.setSourceLoc(sourceLoc);
    return place;
  }

  /** {@return the place of a result that does not fit in registers} */
  Rmi overflowResult(int offset) {
    return Rmi.memory(storePointer(), abi.offset(X64Abi.Field.STORE_RESULTS) + offset);
  }

  /** {@return the place in the frame that an access to a stack slot means} */
  Rmi stackSlot(InstructionData data) {
    int offset = 0;
    for (int i = 0; i < data.stackSlot().index(); i++) {
      offset += function.stackSlots().get(new StackSlot(i)).bytes() + 15 & ~15;
    }
    return Rmi.frame(offset + (int) data.offset());
  }

  /**
   * {@return a virtual register with the pointer at an offset in the context, which never changes}
   */
  int pointer(int offset) {
    Integer vreg = pointers.get(offset);
    if (vreg == null) {
      vreg = out.newInt();
      pointers.put(offset, vreg);
    }
    return vreg;
  }

  int storePointer() {
    return pointer(abi.offset(X64Abi.Field.CONTEXT_STORE));
  }

  /** Loads, at the entry, the pointers that were asked for. */
  void loadPointers() {
    for (Map.Entry<Integer, Integer> entry : pointers.entrySet()) {
      out.unary(MachOp.MOV, true, entry.getValue(), Rmi.context(entry.getKey()));
      code.setRematerializable(entry.getValue());
    }
  }

  boolean has(CpuFeature feature) {
    return abi.cpuFeatures().contains(feature);
  }

  Type type(int value) {
    return dfg.type(new Value(value));
  }
}
