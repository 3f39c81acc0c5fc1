// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Writes one class file: members are added, then {@link #toBytes}.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html">JVMS, chapter
 *     4</a>
 */
final class ClassWriter {
  static final int PUBLIC = 0x0001;
  static final int STATIC = 0x0008;
  static final int FINAL = 0x0010;

  private static final int SUPER = 0x0020;
  private static final int JAVA_25 = 69;

  private final String name;
  private final ConstantPool pool = new ConstantPool();
  private final int thisClass;
  private final int superClass;
  private final ByteWriter fields = new ByteWriter(256);
  private int fieldCount;
  private final ByteWriter methods = new ByteWriter(4096);
  private int methodCount;

  ClassWriter(String name, String superName) {
    this.name = name;
    this.thisClass = pool.classInfo(name);
    this.superClass = pool.classInfo(superName);
    for (String attribute :
        List.of("Code", "StackMapTable", "LineNumberTable", "BootstrapMethods")) {
      pool.utf8(attribute);
    }
  }

  String name() {
    return name;
  }

  ConstantPool pool() {
    return pool;
  }

  void addField(int flags, String fieldName, String descriptor) {
    fields.put2(flags);
    fields.put2(pool.utf8(fieldName));
    fields.put2(pool.utf8(descriptor));
    fields.put2(0);
    fieldCount++;
  }

  /**
   * Adds a method.
   *
   * @param flags its access flags
   * @param methodName its name
   * @param method its code
   * @param symbols what the numbers in its relocations stand for
   * @param own the pool index of a symbol that depends on where the function lies
   */
  void addMethod(
      int flags,
      String methodName,
      MethodCode method,
      List<Symbol> symbols,
      ToIntFunction<Symbol.Own> own) {
    methods.put2(flags);
    methods.put2(pool.utf8(methodName));
    methods.put2(pool.utf8(method.descriptor()));
    methods.put2(1);
    methods.put2(pool.utf8("Code"));
    boolean hasFrames = method.frameCount() > 0;
    int lineCount = method.lines().length / 2;
    int length =
        12
            + method.code().length
            + (hasFrames ? 8 + method.frames().length : 0)
            + (lineCount > 0 ? 8 + 4 * lineCount : 0);
    methods.put4(length);
    methods.put2(method.maxStack());
    methods.put2(method.maxLocals());
    methods.put4(method.code().length);
    patched(method.code(), method.relocations(), symbols, own);
    methods.put2(0); // no exception handlers
    methods.put2((hasFrames ? 1 : 0) + (lineCount > 0 ? 1 : 0));
    if (hasFrames) {
      methods.put2(pool.utf8("StackMapTable"));
      methods.put4(2 + method.frames().length);
      methods.put2(method.frameCount());
      patched(method.frames(), method.frameRelocations(), symbols, own);
    }
    if (lineCount > 0) {
      methods.put2(pool.utf8("LineNumberTable"));
      methods.put4(2 + 4 * lineCount);
      methods.put2(lineCount);
      for (int value : method.lines()) {
        methods.put2(value);
      }
    }
    methodCount++;
  }

  private void patched(
      byte[] bytes, int[] relocations, List<Symbol> symbols, ToIntFunction<Symbol.Own> own) {
    int start = methods.size();
    methods.put(bytes, bytes.length);
    for (int i = 0; i < relocations.length; i += 2) {
      Symbol symbol = symbols.get(relocations[i + 1]);
      int index = symbol instanceof Symbol.Own s ? own.applyAsInt(s) : pool.symbol(symbol);
      methods.set2(start + relocations[i], index);
    }
  }

  byte[] toBytes() {
    int bootstrapAttribute = pool.utf8("BootstrapMethods");
    if (pool.size() > ConstantPool.MAX_SIZE) {
      throw new AssertionError(name + " has " + pool.size() + " constants");
    }
    ByteWriter out = new ByteWriter(pool.entries().size() + fields.size() + methods.size() + 64);
    out.put4(0xCAFEBABE);
    out.put4(JAVA_25);
    out.put2(pool.size());
    out.put(pool.entries());
    out.put2(PUBLIC | FINAL | SUPER);
    out.put2(thisClass);
    out.put2(superClass);
    out.put2(0);
    out.put2(fieldCount);
    out.put(fields);
    out.put2(methodCount);
    out.put(methods);
    if (pool.bootstrapCount() == 0) {
      out.put2(0);
    } else {
      out.put2(1);
      out.put2(bootstrapAttribute);
      out.put4(2 + pool.bootstraps().size());
      out.put2(pool.bootstrapCount());
      out.put(pool.bootstraps());
    }
    return out.toByteArray();
  }
}
