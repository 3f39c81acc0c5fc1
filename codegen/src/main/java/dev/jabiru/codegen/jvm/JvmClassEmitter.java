// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

import dev.jabiru.codegen.CompiledFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Lays compiled functions into classes.
 *
 * <p>The entries of all functions are in the class that was asked for. Regions of large functions
 * come after them; when a class is full, which its constant pool decides, they go on in classes
 * whose names add {@code $1}, {@code $2}, … Stateless.
 */
public final class JvmClassEmitter {
  /**
   * A class file.
   *
   * @param name its internal name
   * @param bytes its bytes
   */
  public record ClassFile(String name, byte[] bytes) {}

  private static final int MAX_METHODS = 60_000;

  /** Class, name, descriptor, name and type, the member itself, and one for a shared spelling. */
  private static final int ENTRIES_PER_SYMBOL = 6;

  private JvmClassEmitter() {}

  /**
   * Generates the classes of a group of functions.
   *
   * @param className internal name of the class with the entries
   * @param functions the functions; their code is {@link JvmCode}
   * @param abi names the methods; for each function it must name {@code className} as the owner
   * @return the classes, the one asked for first
   * @throws IllegalArgumentException if the entries alone overflow a class
   */
  public static List<ClassFile> emit(
      String className, List<CompiledFunction> functions, JvmAbi abi) {
    Layout layout = new Layout(className);
    List<Placed> entries = new ArrayList<>();
    for (CompiledFunction function : functions) {
      String name = methodName(function, abi);
      JvmCode code = (JvmCode) function.code();
      Placed placed = new Placed(name, code, new int[code.methodCount()]);
      layout.place(placed, 0);
      entries.add(placed);
    }
    if (layout.classes.size() > 1) {
      throw new IllegalArgumentException(
          functions.size() + " functions are too many for the class " + className);
    }
    for (Placed placed : entries) {
      for (int method = 1; method < placed.code.methodCount(); method++) {
        layout.place(placed, method);
      }
    }
    for (Placed placed : entries) {
      layout.write(placed);
    }
    List<ClassFile> files = new ArrayList<>(layout.classes.size());
    for (OpenClass open : layout.classes) {
      files.add(new ClassFile(open.writer.name(), open.writer.toBytes()));
    }
    return files;
  }

  private static String methodName(CompiledFunction function, JvmAbi abi) {
    JvmAbi.Callee callee = abi.callee(function.name().namespace(), function.name().index());
    if (callee instanceof JvmAbi.Callee.Method method) {
      return method.name();
    }
    throw new AssertionError(function.name() + " has code but is " + callee);
  }

  /** A function and the class that each of its methods lies in. */
  private record Placed(String name, JvmCode code, int[] classes) {}

  /** A class that still takes methods. */
  private static final class OpenClass {
    private final ClassWriter writer;
    private int methods;
    private int reserved; // pool entries for symbols whose class is not known yet

    OpenClass(String name) {
      this.writer = new ClassWriter(name, "java/lang/Object");
    }

    boolean fits(MethodCode code) {
      int worst =
          ConstantPool.MAX_PER_SYMBOL
              + ENTRIES_PER_SYMBOL
                  * (code.relocations().length + code.frameRelocations().length)
                  / 2;
      return writer.pool().size() + reserved + worst <= ConstantPool.MAX_SIZE
          && methods < MAX_METHODS;
    }
  }

  /** The classes so far. */
  private static final class Layout {
    private final String className;
    private final List<OpenClass> classes = new ArrayList<>();

    Layout(String className) {
      this.className = className;
      classes.add(new OpenClass(className));
    }

    /** Chooses the class of a method and adds there what it needs to the constant pool. */
    void place(Placed placed, int method) {
      MethodCode code = placed.code.methods().get(method);
      if (!classes.getLast().fits(code)) {
        classes.add(new OpenClass(className + "$" + classes.size()));
      }
      OpenClass target = classes.getLast();
      placed.classes[method] = classes.size() - 1;
      target.methods++;
      target.writer.pool().utf8(placed.name + code.suffix());
      target.writer.pool().utf8(code.descriptor());
      for (int i = 1; i < code.relocations().length; i += 2) {
        Symbol symbol = placed.code.symbols().get(code.relocations()[i]);
        if (symbol instanceof Symbol.Own) {
          target.reserved += ENTRIES_PER_SYMBOL;
        } else {
          target.writer.pool().symbol(symbol);
        }
      }
    }

    void write(Placed placed) {
      for (int method = 0; method < placed.code.methodCount(); method++) {
        MethodCode code = placed.code.methods().get(method);
        ClassWriter writer = classes.get(placed.classes[method]).writer;
        ToIntFunction<Symbol.Own> own =
            symbol -> {
              MethodCode target = placed.code.methods().get(symbol.method());
              String owner = classes.get(placed.classes[symbol.method()]).writer.name();
              return writer
                  .pool()
                  .method(owner, placed.name + target.suffix(), target.descriptor());
            };
        writer.addMethod(
            ClassWriter.STATIC | (code.isPublic() ? ClassWriter.PUBLIC : 0),
            placed.name + code.suffix(),
            code,
            placed.code.symbols(),
            own);
      }
    }
  }
}
