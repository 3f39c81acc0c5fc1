// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen;

import dev.jabiru.codegen.ir.Block;
import dev.jabiru.codegen.ir.BlockCall;
import dev.jabiru.codegen.ir.FloatCondition;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.FunctionBuilder;
import dev.jabiru.codegen.ir.Global;
import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.IntCondition;
import dev.jabiru.codegen.ir.Memory;
import dev.jabiru.codegen.ir.MemoryData;
import dev.jabiru.codegen.ir.MemoryForm;
import dev.jabiru.codegen.ir.Opcode;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.TrapCode;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.codegen.ir.Variable;
import dev.jabiru.entity.EntityList;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes functions that do anything: any blocks lead to any others, over variables that are read and
 * written everywhere. Blocks are sealed in random order, as late as at the end.
 */
public final class RandomFunction {
  private static final Type[] TYPES = {Type.I32, Type.I64, Type.F32, Type.F64};
  private static final long[] CONSTANTS = {
    0, 0, 1, 2, -1, 3, 8, 16, 24, 31, 32, 56, 63, 255, 65535, 0xFFFFFFFFL
  };
  private static final List<Opcode> SCALARS = scalars();

  private final Random random;
  private final Function function;
  private final FunctionBuilder builder;
  private final List<Variable> variables = new ArrayList<>();
  private final List<Type> variableTypes = new ArrayList<>();
  private final List<Global> globals = new ArrayList<>();
  private final Memory memory;
  private final Variable pointer;

  private RandomFunction(long seed) {
    this.random = new Random(seed);
    List<Type> params = types(1 + random.nextInt(3));
    this.function =
        new Function(
            UserExternalName.ofFunction(0, 0), new Signature(params, types(1 + random.nextInt(2))));
    this.builder = new FunctionBuilder(function);
    MemoryForm form = seed % 2 == 0 ? MemoryForm.ARRAY : MemoryForm.SEGMENT;
    this.memory =
        function.memories().push(new MemoryData(0, Type.I32, form, false, 16, 1, 1), Memory::new);
    this.pointer = builder.declareVar(Type.I32);
    for (Type type : TYPES) {
      globals.add(function.globals().push(new GlobalData(globals.size(), type, true), Global::new));
    }
  }

  /** Makes the function of a seed. */
  public static Function make(long seed) {
    return new RandomFunction(seed).build();
  }

  /** Makes arguments for a function. */
  public static long[] args(Function function, Random random) {
    List<Type> params = function.signature().params();
    long[] args = new long[params.size()];
    for (int i = 0; i < args.length; i++) {
      long bits =
          random.nextInt(3) == 0 ? random.nextLong() : CONSTANTS[random.nextInt(CONSTANTS.length)];
      args[i] = params.get(i).bytes() == 4 ? (int) bits : bits;
    }
    return args;
  }

  private static List<Opcode> scalars() {
    List<Opcode> list = new ArrayList<>();
    for (Opcode opcode : Opcode.values()) {
      if (opcode.ordinal() >= Opcode.IADD.ordinal()
          && opcode.ordinal() <= Opcode.SELECT.ordinal()) {
        list.add(opcode);
      }
    }
    return list;
  }

  private List<Type> types(int count) {
    List<Type> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(type());
    }
    return types;
  }

  private Type type() {
    return random.nextInt(3) > 0 ? Type.I32 : TYPES[random.nextInt(TYPES.length)];
  }

  private Function build() {
    Block entry = builder.createEntryBlock();
    for (int i = 0; i < function.signature().params().size(); i++) {
      variable(function.signature().params().get(i));
      builder.defVar(variables.get(i), builder.blockParam(entry, i));
    }
    for (int i = 0; i < 8; i++) {
      variable(TYPES[i % TYPES.length]);
    }
    List<Block> blocks = new ArrayList<>();
    for (int i = 0, n = 1 + random.nextInt(10); i < n; i++) {
      blocks.add(builder.createBlock());
    }
    code();
    terminator(blocks);
    for (Block block : blocks) {
      builder.switchToBlock(block);
      code();
      terminator(blocks);
    }
    List<Block> order = new ArrayList<>(blocks);
    java.util.Collections.shuffle(order, random);
    order.forEach(builder::sealBlock);
    builder.finish();
    return function;
  }

  private void variable(Type type) {
    variables.add(builder.declareVar(type));
    variableTypes.add(type);
  }

  private void code() {
    for (int i = 0, n = random.nextInt(8); i < n; i++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          int global = random.nextInt(globals.size());
          builder.globalSet(globals.get(global), value(TYPES[global]));
        }
        case 1 -> {
          int global = random.nextInt(globals.size());
          assign(builder.globalGet(globals.get(global)));
        }
        case 2 -> store();
        case 3 -> load();
        case 4 -> {
          if (random.nextInt(3) == 0) {
            builder.trapz(TrapCode.NULL_REFERENCE, value(Type.I32));
          } else if (random.nextInt(4) == 0) {
            builder.trapnz(TrapCode.CAST_FAILURE, value(Type.I32));
          }
        }
        default -> scalar(SCALARS.get(random.nextInt(SCALARS.size())));
      }
    }
  }

  private void store() {
    Value address = address();
    long offset = offset();
    Value number = value(random.nextBoolean() ? Type.I32 : Type.I64);
    switch (random.nextInt(6)) {
      case 0, 1 -> builder.istore8(memory, address, number, offset);
      case 2 -> builder.istore16(memory, address, number, offset);
      case 3 -> builder.istore32(memory, address, value(Type.I64), offset);
      default -> builder.store(memory, address, value(type()), offset);
    }
  }

  private void load() {
    Value address = address();
    long offset = offset();
    Type type = random.nextBoolean() ? Type.I32 : Type.I64;
    assign(
        switch (random.nextInt(10)) {
          case 0, 1 -> builder.uload8(type, memory, address, offset);
          case 2 -> builder.sload8(type, memory, address, offset);
          case 3 -> builder.uload16(type, memory, address, offset);
          case 4 -> builder.sload16(type, memory, address, offset);
          case 5 -> builder.uload32(memory, address, offset);
          case 6 -> builder.sload32(memory, address, offset);
          default -> builder.load(type(), memory, address, offset);
        });
  }

  /** Mostly in bounds; mostly near an address that has been used before. */
  private Value address() {
    return switch (random.nextInt(8)) {
      case 0 -> value(Type.I32);
      case 1 -> builder.band(value(Type.I32), builder.iconst(Type.I32, 0xFFF));
      case 2 -> {
        int mask = random.nextInt(3) == 0 ? -1 : 0x107FF;
        builder.defVar(pointer, builder.band(value(Type.I32), builder.iconst(Type.I32, mask)));
        yield builder.useVar(pointer);
      }
      case 3, 4 -> {
        Value distance = builder.iconst(Type.I32, random.nextInt(20) - 6);
        yield builder.iadd(builder.useVar(pointer), distance);
      }
      default -> builder.useVar(pointer);
    };
  }

  private long offset() {
    return random.nextInt(6) == 0 ? 0xFFF0 + random.nextInt(16) : random.nextInt(8);
  }

  private void scalar(Opcode opcode) {
    Type type = TYPES[random.nextInt(TYPES.length)];
    while (opcode.types() != dev.jabiru.codegen.ir.TypeSet.NONE && !opcode.types().contains(type)) {
      type = TYPES[random.nextInt(TYPES.length)];
    }
    EntityList<Value> args = EntityList.empty();
    for (char letter : opcode.operandShape().toCharArray()) {
      Type operand =
          switch (letter) {
            case 'I' -> Type.I32;
            case 'L' -> Type.I64;
            case 'F' -> Type.F32;
            case 'D' -> Type.F64;
            case 'X' -> converted(opcode, type);
            default -> type;
          };
      args = builder.pool().push(args, value(operand));
    }
    int code =
        switch (opcode) {
          case ICMP -> random.nextInt(IntCondition.values().length);
          case FCMP -> random.nextInt(FloatCondition.values().length);
          default -> 0;
        };
    Type result =
        switch (opcode.resultShape()) {
          case "L" -> Type.I64;
          case "F" -> Type.F32;
          case "D" -> Type.F64;
          case "T" -> type;
          default -> opcode.infersType() ? type : Type.I32;
        };
    var inst = builder.emit(opcode, result, code, 0, 0, 0, args);
    assign(builder.result(inst, function.dfg().resultCount(inst) - 1));
  }

  private Type converted(Opcode opcode, Type to) {
    if (opcode == Opcode.BITCAST) {
      return switch (to) {
        case I32 -> Type.F32;
        case I64 -> Type.F64;
        case F32 -> Type.I32;
        default -> Type.I64;
      };
    }
    boolean wide = random.nextBoolean();
    return to.isInt() ? (wide ? Type.F64 : Type.F32) : (wide ? Type.I64 : Type.I32);
  }

  /** Reads a variable of a type, or makes a constant. */
  private Value value(Type type) {
    if (random.nextInt(5) == 0) {
      long number = CONSTANTS[random.nextInt(CONSTANTS.length)];
      return switch (type) {
        case F32 -> builder.f32const(Float.floatToRawIntBits(number));
        case F64 -> builder.f64const(Double.doubleToRawLongBits(number));
        default -> builder.iconst(type, number);
      };
    }
    int i = random.nextInt(variables.size());
    while (variableTypes.get(i) != type) {
      i = (i + 1) % variables.size();
    }
    return builder.useVar(variables.get(i));
  }

  private void assign(Value value) {
    int i = random.nextInt(variables.size());
    while (variableTypes.get(i) != builder.typeOf(value)) {
      i = (i + 1) % variables.size();
    }
    builder.defVar(variables.get(i), value);
  }

  private void terminator(List<Block> blocks) {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        List<Value> results = new ArrayList<>();
        for (Type type : function.signature().returns()) {
          results.add(value(type));
        }
        builder.ret(builder.list(results));
      }
      case 2 -> builder.jump(any(blocks));
      case 3 -> {
        List<BlockCall> targets = new ArrayList<>();
        for (int i = 0, n = random.nextInt(4); i < n; i++) {
          targets.add(BlockCall.of(any(blocks)));
        }
        builder.brTable(value(Type.I32), targets, BlockCall.of(any(blocks)));
      }
      case 4 -> {
        if (random.nextInt(3) == 0) {
          builder.trap(TrapCode.UNREACHABLE);
        } else {
          builder.jump(any(blocks));
        }
      }
      default -> builder.brif(value(Type.I32), any(blocks), any(blocks));
    }
  }

  private Block any(List<Block> blocks) {
    return blocks.get(random.nextInt(blocks.size()));
  }
}
