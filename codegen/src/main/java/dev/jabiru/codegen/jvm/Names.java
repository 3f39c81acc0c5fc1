// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;

/** Descriptors of the runtime's classes, and the short sequences that convert between types. */
final class Names {
  final JvmAbi abi;
  final String memory;
  final String table;
  final String global;
  final String funcRef;
  final String store;
  final String baseContext;
  final String context;

  Names(JvmAbi abi) {
    this.abi = abi;
    this.memory = descriptor(RuntimeClass.MEMORY);
    this.table = descriptor(RuntimeClass.TABLE);
    this.global = descriptor(RuntimeClass.GLOBAL);
    this.funcRef = descriptor(RuntimeClass.FUNC_REF);
    this.store = descriptor(RuntimeClass.STORE);
    this.baseContext = descriptor(RuntimeClass.BASE_CONTEXT);
    this.context = "L" + abi.contextClass() + ";";
  }

  private String descriptor(RuntimeClass which) {
    return "L" + abi.runtimeClass(which) + ";";
  }

  String name(RuntimeClass which) {
    return abi.runtimeClass(which);
  }

  /** Replaces a global's cell on the stack by the value it holds. */
  void readCell(Asm asm, JvmType type) {
    String owner = abi.runtimeClass(RuntimeClass.GLOBAL);
    if (type == JvmType.REF) {
      asm.getField(owner, "ref", type.descriptor(), VerificationType.of(type));
    } else {
      asm.getField(owner, "bits", "J", VerificationType.LONG);
      fromBits(asm, type);
    }
  }

  /** Replaces a value on the stack, no reference, by its raw bits as a long. */
  static void toBits(Asm asm, JvmType type) {
    switch (type) {
      case INT -> asm.op(Op.I2L);
      case LONG -> {}
      case FLOAT -> {
        floatToBits(asm);
        asm.op(Op.I2L);
      }
      case DOUBLE -> doubleToBits(asm);
      case REF -> throw new AssertionError("a reference has no bits");
    }
  }

  /** Replaces raw bits on the stack, a long, by the value. */
  static void fromBits(Asm asm, JvmType type) {
    switch (type) {
      case INT -> asm.op(Op.L2I);
      case LONG -> {}
      case FLOAT -> {
        asm.op(Op.L2I);
        bitsToFloat(asm);
      }
      case DOUBLE -> bitsToDouble(asm);
      case REF -> throw new AssertionError("a reference has no bits");
    }
  }

  static void floatToBits(Asm asm) {
    asm.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I", 1, VerificationType.INT);
  }

  static void bitsToFloat(Asm asm) {
    asm.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F", 1, VerificationType.FLOAT);
  }

  static void doubleToBits(Asm asm) {
    asm.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J", 1, VerificationType.LONG);
  }

  static void bitsToDouble(Asm asm) {
    asm.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D", 1, VerificationType.DOUBLE);
  }
}
