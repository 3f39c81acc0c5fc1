// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.jvm.JvmAbi.Callee;
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
    this.context = descriptor(abi.contextClass());
  }

  private String descriptor(RuntimeClass which) {
    return descriptor(abi.runtimeClass(which));
  }

  /** The descriptor of a class, by internal name. */
  static String descriptor(String name) {
    return "L" + name + ";";
  }

  String name(RuntimeClass which) {
    return abi.runtimeClass(which);
  }

  /** Replaces the context on the stack by that of the instance whose function an import is. */
  void readLinkedContext(Asm asm, Callee.Linked callee) {
    Symbols symbols = asm.symbols();
    String array = "[" + funcRef;
    String ref = name(RuntimeClass.FUNC_REF);
    asm.getField(
        abi.contextClass(),
        "functions",
        array,
        VerificationType.object(symbols.classNumber(array)));
    asm.iconst(callee.index());
    asm.op(Op.AALOAD);
    asm.generalize(VerificationType.object(symbols.classNumber(ref)));
    int base = symbols.classNumber(name(RuntimeClass.BASE_CONTEXT));
    asm.getField(ref, "context", baseContext, VerificationType.object(base));
    asm.checkCast(callee.context());
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
