// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import static dev.jabiru.codegen.jvm.VerificationType.TOP;

import dev.jabiru.codegen.jvm.JvmAbi.Callee;
import dev.jabiru.codegen.jvm.JvmAbi.RuntimeClass;
import java.util.List;

/**
 * Generates the context class of a module: a field for each of the first entities of every kind,
 * and {@code bind()}, which fills them from the arrays of the base class.
 *
 * <p>{@code globalBits(int)} reads private globals back. Long methods are split into pieces,
 * chained by calls.
 */
public final class ContextClass {
  /** Entities whose fields one method of the class handles. */
  private static final int PER_METHOD = 200;

  private final ContextShape shape;
  private final JvmAbi abi;
  private final ClassWriter out;

  private ContextClass(ContextShape shape, JvmAbi abi) {
    this.shape = shape;
    this.abi = abi;
    this.out = new ClassWriter(abi.contextClass(), abi.runtimeClass(RuntimeClass.BASE_CONTEXT));
  }

  /**
   * Generates the class.
   *
   * @param shape how many of each kind of entity the module has
   * @param abi the world it will live in
   * @return the class file
   */
  public static byte[] generate(ContextShape shape, JvmAbi abi) {
    ContextClass context = new ContextClass(shape, abi);
    context.constructor();
    context.fields();
    context.bind();
    context.globalBits();
    return context.out.toBytes();
  }

  private void constructor() {
    method(
        "<init>",
        "()V",
        asm -> {
          asm.load(JvmType.REF, 0);
          asm.invoke(
              Op.INVOKESPECIAL,
              new Symbol.Method(abi.runtimeClass(RuntimeClass.BASE_CONTEXT), "<init>", "()V"),
              1,
              TOP);
          asm.op(Op.RETURN);
        });
  }

  private void fields() {
    Names names = new Names(abi);
    for (int i = 0; i < shape.memories() && abi.hasField(i); i++) {
      out.addField(ClassWriter.PUBLIC, "m" + i, names.memory);
    }
    for (int i = 0; i < shape.tables() && abi.hasField(i); i++) {
      out.addField(ClassWriter.PUBLIC, "t" + i, names.table);
    }
    for (int i = 0; i < shape.importedFunctions() && abi.hasField(i); i++) {
      if (abi.callee(0, i) instanceof Callee.Linked linked) {
        out.addField(ClassWriter.PUBLIC, "f" + i, Names.descriptor(linked.context()));
      }
    }
    for (int i = 0; i < shape.globals().size() && abi.hasField(i); i++) {
      String type = abi.isPrivateGlobal(i) ? shape.globals().get(i).descriptor() : names.global;
      out.addField(ClassWriter.PUBLIC, "g" + i, type);
    }
  }

  private void bind() {
    Names names = new Names(abi);
    int[] counts = {
      shape.memories(), shape.tables(), shape.importedFunctions(), shape.globals().size()
    };
    chain("bind", "()V", counts, (asm, kind, i) -> bindOne(asm, names, kind, i), asm -> {});
  }

  private void bindOne(Asm asm, Names names, int kind, int i) {
    if (kind == 2) {
      bindLinked(asm, names, i);
      return;
    }
    String type = List.of(names.memory, names.table, "", names.global).get(kind);
    String array = List.of("memories", "tables", "", "globals").get(kind);
    asm.load(JvmType.REF, 0);
    asm.load(JvmType.REF, 0);
    asm.getField(abi.contextClass(), array, "[" + type, Symbols.JAVA_LANG_OBJECT << 8 | 7);
    asm.iconst(i);
    asm.op(Op.AALOAD);
    String field = "mt g".charAt(kind) + Integer.toString(i);
    if (kind == 3 && abi.isPrivateGlobal(i)) {
      JvmType value = shape.globals().get(i);
      names.readCell(asm, value);
      type = value.descriptor();
    }
    asm.putField(abi.contextClass(), field, type);
  }

  private void bindLinked(Asm asm, Names names, int i) {
    if (abi.callee(0, i) instanceof Callee.Linked linked) {
      asm.load(JvmType.REF, 0);
      asm.load(JvmType.REF, 0);
      names.readLinkedContext(asm, linked);
      asm.putField(abi.contextClass(), "f" + i, Names.descriptor(linked.context()));
    }
  }

  private void globalBits() {
    int[] counts = {0, 0, 0, shape.globals().size()};
    chain(
        "globalBits",
        "(I)J",
        counts,
        (asm, kind, i) -> {
          JvmType type = shape.globals().get(i);
          if (!abi.isPrivateGlobal(i) || type == JvmType.REF) {
            return;
          }
          int next = asm.newLabel();
          asm.load(JvmType.INT, 1);
          asm.iconst(i);
          asm.jump(Op.IF_ICMPEQ + 1, next);
          asm.load(JvmType.REF, 0);
          asm.getField(abi.contextClass(), "g" + i, type.descriptor(), VerificationType.of(type));
          Names.toBits(asm, type);
          asm.op(Op.IRETURN, JvmType.LONG);
          asm.bind(next);
        },
        asm -> asm.lconst(0));
  }

  private interface Step {
    void append(Asm asm, int kind, int index);
  }

  private interface End {
    void append(Asm asm);
  }

  /**
   * One method for every {@link #PER_METHOD} entities; each but the last ends by calling the next.
   */
  private void chain(String name, String descriptor, int[] counts, Step step, End end) {
    boolean isLong = descriptor.endsWith("J");
    int[] arguments = isLong ? new int[] {0, VerificationType.INT} : new int[] {0};
    int kind = 0;
    int index = 0;
    for (int part = 0; ; part++) {
      Symbols symbols = new Symbols();
      arguments[0] = VerificationType.object(symbols.classNumber(abi.contextClass()));
      Asm asm = new Asm(symbols, arguments);
      for (int n = 0; n < PER_METHOD && kind < counts.length; ) {
        if (index < counts[kind] && abi.hasField(index)) {
          step.append(asm, kind, index++);
          n++;
        } else {
          kind++;
          index = 0;
        }
      }
      boolean isLast = kind == counts.length;
      if (isLast) {
        end.append(asm);
      } else {
        asm.loadObject(0, arguments[0]);
        if (isLong) {
          asm.load(JvmType.INT, 1);
        }
        asm.invokeVirtual(
            abi.contextClass(),
            name + (part + 1),
            descriptor,
            isLong ? 2 : 1,
            isLong ? VerificationType.LONG : TOP);
      }
      asm.op(isLong ? Op.IRETURN + 1 : Op.RETURN);
      add(part == 0 ? name : name + part, descriptor, asm);
      if (isLast) {
        return;
      }
    }
  }

  private void method(String name, String descriptor, End body) {
    Symbols symbols = new Symbols();
    int context = VerificationType.object(symbols.classNumber(abi.contextClass()));
    Asm asm = new Asm(symbols, new int[] {context});
    body.append(asm);
    add(name, descriptor, asm);
  }

  private void add(String name, String descriptor, Asm asm) {
    MethodCode code = asm.finish("", descriptor, true);
    out.addMethod(
        ClassWriter.PUBLIC,
        name,
        code,
        asm.symbols().toList(),
        own -> {
          throw new AssertionError(own);
        });
  }
}
