// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.codegen.jvm.JvmAbi.Callee;
import dev.jabiru.environ.ModuleCompiler.Input;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.Module;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which class each function of a module goes to, and what classes and methods are called.
 *
 * <p>Functions that stand next to each other share a class: linkers keep the functions of an object
 * file together, and those call each other. A class is generated whole when its first function is
 * linked; so classes are small, and a giant function has one of its own. Ruby's start-up runs 1,142
 * of its 17,825 functions: it loads 733 classes of 1 KiB of Wasm code, and 435 of 4 KiB, which
 * takes a tenth more processor time, since more is compiled that never runs.
 *
 * <p>Depends on the module and the names of those compiled with it only. Immutable.
 */
final class ModulePlan {
  /** Bytes of Wasm code after which a class takes no more functions. */
  private static final int CLASS_BYTES = 1024;

  /** A function of as many bytes of Wasm code has a class of its own. */
  private static final int GIANT_BYTES = 2048;

  private static final int MAX_NAME_LENGTH = 120;

  private final Module module;
  private final String prefix;

  /** The first function of each class, in order, and behind them the number of functions. */
  private final int[] starts;

  /**
   * Plans the classes of a module.
   *
   * @param module the module
   * @param packageName the internal name of the package of its classes
   */
  ModulePlan(Module module, String packageName) {
    this.module = module;
    this.prefix = packageName + "/";
    int count = module.definedFuncCount();
    int[] found = new int[count + 1];
    int classes = 0;
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      int length = module.body(new DefinedFuncIndex(i)).length();
      boolean isGiant = length >= GIANT_BYTES;
      if (i == 0 || bytes >= CLASS_BYTES || isGiant) {
        found[classes++] = i;
        bytes = 0;
      }
      bytes += isGiant ? CLASS_BYTES : length;
    }
    found[classes] = count;
    this.starts = Arrays.copyOf(found, classes + 1);
  }

  /**
   * {@return the plans of modules whose classes may name each other: each has its own package}
   *
   * @param inputs the modules
   * @param packageName the package below which those are
   */
  static List<ModulePlan> ofSet(List<Input> inputs, String packageName) {
    Set<String> taken = new HashSet<>();
    List<ModulePlan> plans = new ArrayList<>();
    for (Input input : inputs) {
      String wanted = packageOf(packageName, input.name());
      String unique = isPackageName(wanted) ? wanted : wanted + "_";
      // Ignoring case, as folders into which somebody extracts them may.
      for (int i = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); i++) {
        unique = wanted + "_" + i;
      }
      plans.add(new ModulePlan(input.module(), unique));
    }
    return plans;
  }

  /**
   * {@return the internal name of the package of a module's classes}
   *
   * @param packageName the package below which it is
   * @param moduleName what the module goes by
   */
  static String packageOf(String packageName, String moduleName) {
    return packageName.replace('.', '/') + "/" + identifier(moduleName);
  }

  /** Whether Java allows it in the descriptor of a module: no part may be a word of its own. */
  private static boolean isPackageName(String internalName) {
    try {
      ModuleDescriptor.newModule("module").packages(Set.of(internalName.replace('/', '.')));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * {@return what calling one of the functions comes to from a module that imports it}
   *
   * @param index the import's index among the functions there
   * @param function the function's index here
   */
  Callee.Linked linked(int index, int function) {
    FuncIndex target = new FuncIndex(function);
    String owner = className(classOf(module.definedFuncIndex(target)));
    return new Callee.Linked(index, owner, methodOf(target), contextClass());
  }

  /** {@return the number of classes with functions} */
  int classCount() {
    return starts.length - 1;
  }

  /** {@return the first function of a class} */
  int firstOf(int classNumber) {
    return starts[classNumber];
  }

  /** {@return the function after the last of a class} */
  int endOf(int classNumber) {
    return starts[classNumber + 1];
  }

  /** {@return the number of the class that a function is in} */
  int classOf(DefinedFuncIndex function) {
    int at = Arrays.binarySearch(starts, 0, classCount(), function.index());
    return at >= 0 ? at : -at - 2;
  }

  /** {@return the internal name of the context class} */
  String contextClass() {
    return prefix + "Context";
  }

  /** {@return the internal name of a class} */
  String className(int classNumber) {
    return prefix + "Code" + classNumber;
  }

  /**
   * {@return the number of the class that a class file belongs to, -1 if it is none of this plan}
   *
   * @param binaryName name of a class, or of one of those that take what does not fit in it
   */
  int numberOf(String binaryName) {
    String start = prefix.replace('/', '.') + "Code";
    if (!binaryName.startsWith(start)) {
      return -1;
    }
    int number = 0;
    int at = start.length();
    for (; at < binaryName.length() && binaryName.charAt(at) != '$'; at++) {
      int digit = binaryName.charAt(at) - '0';
      if (digit < 0 || digit > 9 || number >= classCount()) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return at > start.length() && number < classCount() ? number : -1;
  }

  /**
   * {@return the name of a function's plain entry: its own name, as far as the JVM allows its
   * characters, and its index, which makes it unique}
   *
   * @param function the function
   */
  String methodOf(FuncIndex function) {
    String name = module.names().funcName(function);
    String own = name == null || name.isEmpty() ? "func" : name;
    int length = Math.min(own.length(), MAX_NAME_LENGTH);
    StringBuilder method = new StringBuilder(length + 8);
    for (int i = 0; i < length; i++) {
      char c = own.charAt(i);
      boolean isFit = c > ' ' && c < 0x7f && ".;[/<>".indexOf(c) < 0;
      method.append(isFit ? c : '_');
    }
    return method.append('$').append(function.index()).toString();
  }

  private static String identifier(String name) {
    StringBuilder identifier = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), MAX_NAME_LENGTH); i++) {
      char c = name.charAt(i);
      boolean isFit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (i == 0 && c >= '0' && c <= '9') {
        identifier.append('_');
      }
      identifier.append(isFit ? c : '_');
    }
    return identifier.isEmpty() ? "module" : identifier.toString();
  }
}
