// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

import dev.jabiru.environ.jvm.ClassSource;
import dev.jabiru.environ.jvm.ClassStore;
import dev.jabiru.environ.x64.NativeCode;
import dev.jabiru.environ.x64.NativeStubs;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.Module;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiler as the runtime knows it; found through {@link ServiceLoader}.
 *
 * <p>Thread-safe. Both ways validate the whole module first and report the error of the lowest
 * function.
 */
public interface ModuleCompiler {
  /**
   * A decoded module and the name it goes by in its artifact.
   *
   * @param name the name, unique in its set
   * @param module the decoded module
   * @param isLinked whether the imports of the others from this name are its exports
   */
  record Input(String name, Module module, boolean isLinked) {
    /**
     * A module that the others do not import from.
     *
     * @param name the name, unique in its set
     * @param module the decoded module
     */
    public Input(String name, Module module) {
      this(name, module, false);
    }
  }

  /**
   * Hears how far a compilation has come; may be called from any thread. What one of the methods
   * throws ends the compilation, and comes out of it: so it is cancelled.
   */
  @FunctionalInterface
  interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, total) -> {};

    /**
     * Some more functions are compiled.
     *
     * @param done functions so far
     * @param total functions in all
     */
    void compiled(int done, int total);

    /**
     * So many functions needed no compiling, as an earlier version of their module has them.
     *
     * @param functions how many
     */
    default void taken(int functions) {}

    /**
     * A phase is over. The times of several modules are to be added up.
     *
     * @param name what was done
     * @param nanos how long it took by the clock
     */
    default void phase(String name, long nanos) {}

    /**
     * A stage or pass of the compilation of one function is over; called by the thread that did it.
     *
     * @param name what was done
     * @param nanos how long it took by the clock
     */
    default void stage(String name, long nanos) {}
  }

  /**
   * Validates a module and prepares to compile its functions when they are first linked.
   *
   * @param module the decoded module
   * @param tunables settings of the generated code
   * @return a source that compiles each class when first asked for it
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws UnsupportedFeatureException if it uses a feature the target lacks
   */
  default ClassSource prepare(Module module, Tunables tunables) {
    return prepare(module, tunables, null);
  }

  /**
   * Prepares to take a module's classes from a store, and to compile the functions of those that
   * are not there when they are first linked. Validates the module unless the store knows it.
   *
   * @param module the decoded module
   * @param tunables settings of the generated code
   * @param store where classes are kept, null for nowhere
   * @return a source that finds or compiles each class when first asked for it
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws UnsupportedFeatureException if it uses a feature the target lacks
   */
  ClassSource prepare(Module module, Tunables tunables, @Nullable ClassStore store);

  /** The package of generated classes, unless another is wanted. */
  String PACKAGE = "wasm";

  /**
   * Validates and compiles a set of modules, all of it now, in parallel; classes go below {@link
   * #PACKAGE}.
   *
   * @param modules the modules, in the order in which they are numbered
   * @param targets what to compile them to, at least one
   * @param tunables settings of the generated code
   * @param progress hears how far it has come
   * @return what running them needs
   * @throws dev.jabiru.wasm.InvalidModuleException if a module is invalid
   * @throws UnsupportedFeatureException if one uses a feature a target lacks
   * @throws IllegalArgumentException if they cannot be {@linkplain LinkedSet linked}
   */
  default CompilationArtifacts compile(
      List<Input> modules, Set<Target> targets, Tunables tunables, Progress progress) {
    return compile(modules, PACKAGE, targets, tunables, progress);
  }

  /**
   * Validates and compiles a set of modules, all of it now, in parallel.
   *
   * @param modules the modules, in the order in which they are numbered
   * @param packageName the package below which each has the package of its classes
   * @param targets what to compile them to, at least one
   * @param tunables settings of the generated code
   * @param progress hears how far it has come
   * @return what running them needs
   * @throws dev.jabiru.wasm.InvalidModuleException if a module is invalid
   * @throws UnsupportedFeatureException if one uses a feature a target lacks
   * @throws IllegalArgumentException if they cannot be {@linkplain LinkedSet linked}
   */
  CompilationArtifacts compile(
      List<Input> modules,
      String packageName,
      Set<Target> targets,
      Tunables tunables,
      Progress progress);

  /**
   * Validates and compiles a module to machine code for x86-64, all of it now, in parallel.
   *
   * @param module the decoded module
   * @param tunables settings of the generated code
   * @param progress hears how far it has come
   * @return the code
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws UnsupportedFeatureException if it uses a feature the target lacks
   */
  NativeCode compileNative(Module module, Tunables tunables, Progress progress);

  /**
   * Validates and compiles a module to machine code, and takes functions that are the same from an
   * earlier version of it. The code is the same as if nothing had been taken.
   *
   * @param input the module, which is alone in its set
   * @param tunables settings of the generated code
   * @param earlier what was made of a module with the same {@linkplain #lineage lineage}, if there
   *     is one
   * @param progress hears how far it has come
   * @return what running it needs, and what the next version can take from it
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws UnsupportedFeatureException if it uses a feature the target lacks
   */
  ReusableCode compileAgain(
      Input input, Tunables tunables, Optional<ReusableCode> earlier, Progress progress);

  /**
   * {@return a hash that modules have in common if functions of one can be taken for the other: of
   * all that code depends on but the functions themselves}
   *
   * @param module the decoded module
   * @param tunables settings of the generated code
   */
  Bytes lineage(Module module, Tunables tunables);

  /**
   * {@return what tells this compiler from others: two of which this is equal make the same of a
   * module and settings}
   */
  String identity();

  /** {@return the code that every native module needs beside its own} */
  NativeStubs nativeStubs();

  /**
   * Prints the compiler's view of functions, for people.
   *
   * @param module a module
   * @param functions which of its functions
   * @param tunables settings of the generated code
   * @param after {@code translate} for a function as it is before all passes, the name of a pass
   *     for what it leaves, {@code all} for what the code generator gets
   * @return the text of each
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws UnsupportedFeatureException if it uses a feature the target lacks
   * @throws IllegalArgumentException if there is no such pass; the message lists them
   */
  List<String> printFunctions(
      Module module, List<DefinedFuncIndex> functions, Tunables tunables, String after);

  /**
   * Prints the machine instructions of functions, for people.
   *
   * @param module a module
   * @param functions which of its functions
   * @param tunables settings of the generated code
   * @return the text of each: a line an instruction, with its Wasm offset in front
   * @throws dev.jabiru.wasm.InvalidModuleException if the module is invalid
   * @throws UnsupportedFeatureException if it uses a feature the target lacks
   */
  List<String> printNative(Module module, List<DefinedFuncIndex> functions, Tunables tunables);

  /** {@return the compiler of this program, empty where it only runs artifacts} */
  static Optional<ModuleCompiler> find() {
    return ServiceLoader.load(ModuleCompiler.class, ModuleCompiler.class.getClassLoader())
        .findFirst();
  }
}
