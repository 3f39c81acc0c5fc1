// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jabiru.codegen.AddressMap;
import dev.jabiru.codegen.CompiledFunction;
import dev.jabiru.codegen.Relocation;
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.Entity;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.entity.SecondaryMap;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.FuncKey;
import dev.jabiru.environ.LineMap;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Two rules about the form of data, read from the generic types in the class files.
 *
 * <p>Instruction data holds entities in lists of the function's pool, never in arrays or Java
 * collections. What belongs to one compiled function stays in its {@link CompiledFunction}: no
 * container beside it is keyed by function.
 */
final class DataShapeTest {
  /** What says which function is meant. */
  private static final List<Class<?>> FUNCTION_KEYS =
      List.of(
          FuncIndex.class,
          DefinedFuncIndex.class,
          FuncKey.class,
          UserExternalName.class,
          Integer.class);

  /** Of these a function has one, so that a list of them is one by function. */
  private static final List<Class<?>> ONE_A_FUNCTION =
      List.of(CompiledFunction.Code.class, AddressMap.class, LineMap.class);

  /** Of these a function has a list, so that a list of lists is one by function. */
  private static final List<Class<?>> SEVERAL_A_FUNCTION =
      List.of(TrapSite.class, Relocation.class);

  /**
   * The one value that holds all of it, compiled and persisted. The latter is not all of it: its
   * code is in the classes beside it, which functions share; see docs/decisions/func-keys.md.
   */
  private static final List<Class<?>> ALL_OF_A_FUNCTION =
      List.of(CompiledFunction.class, CompilationArtifacts.FunctionArtifact.class);

  /** Components of a compiled function that only say which one it is, and how to call it. */
  private static final List<Class<?>> NAMES = List.of(UserExternalName.class, Signature.class);

  private final JavaClasses classes = LibraryClasses.read();

  @Test
  void instructionDataHoldsEntitiesInPoolListsOnly() {
    Set<String> seen = new TreeSet<>();
    List<String> found = new ArrayList<>();
    collectEntityCollections(classes.get(InstructionData.class), seen, found);
    assertThat(found).isEmpty();
    assertThat(seen).contains(InstructionData.class.getName());
  }

  @Test
  void entityCollectionsAreRecognised() {
    List<String> found = new ArrayList<>();
    collectEntityCollections(read(BadInstruction.class), new TreeSet<>(), found);
    assertThat(found).hasSize(3);
  }

  @Test
  void nothingOfACompiledFunctionIsKeptBesideIt() {
    List<String> found = new ArrayList<>();
    int checked = 0;
    for (JavaClass type : classes) {
      if (LibraryClasses.isIn(type, "compiler")
          || LibraryClasses.isIn(type, "environ")
          || LibraryClasses.isIn(type, "runtime")) {
        collectFunctionTables(type, found);
        checked++;
      }
    }
    assertThat(found).isEmpty();
    assertThat(checked).isPositive();
  }

  @Test
  void tablesKeyedByFunctionAreRecognised() {
    List<String> found = new ArrayList<>();
    collectFunctionTables(read(BadTables.class), found);
    assertThat(found)
        .hasSize(BAD)
        .allMatch(name -> name.contains(".bad"))
        .hasSameSizeAs(new TreeSet<>(found));
    List<String> fine = new ArrayList<>();
    collectFunctionTables(read(GoodTables.class), fine);
    assertThat(fine).isEmpty();
  }

  /** A new component, stack maps say, must be put in one of the lists. */
  @Test
  void allPartsOfACompiledFunctionAreKnown() {
    Set<Class<?>> known = new LinkedHashSet<>(NAMES);
    known.addAll(ONE_A_FUNCTION);
    known.addAll(SEVERAL_A_FUNCTION);
    Set<Class<?>> parts = new LinkedHashSet<>();
    for (Class<?> whole :
        List.of(CompiledFunction.class, CompilationArtifacts.MethodArtifact.class)) {
      for (JavaField field : classes.get(whole).getFields()) {
        for (JavaClass each : mentioned(field.getType())) {
          if (each.getPackageName().startsWith("dev.jabiru")) {
            parts.add(each.reflect());
          }
        }
      }
    }
    assertThat(parts).isSubsetOf(known).hasSizeGreaterThan(5);
  }

  /** Every field of {@code type}, and of the types of the IR that its fields mention. */
  private static void collectEntityCollections(
      JavaClass type, Set<String> seen, List<String> found) {
    if (!seen.add(type.getName())) {
      return;
    }
    for (JavaField field : type.getFields()) {
      Set<JavaClass> involved = mentioned(field.getType());
      boolean ofEntities =
          involved.stream()
              .anyMatch(raw -> raw.getBaseComponentType().isAssignableTo(Entity.class));
      if (ofEntities && involved.stream().anyMatch(DataShapeTest::isJavaContainer)) {
        found.add(field.getFullName());
      }
      for (JavaClass raw : involved) {
        JavaClass base = raw.getBaseComponentType();
        if (base.getPackageName().equals("dev.jabiru.codegen.ir")) {
          collectEntityCollections(base, seen, found);
        }
      }
    }
  }

  private static void collectFunctionTables(JavaClass type, List<String> found) {
    for (JavaField field : type.getFields()) {
      if (isFunctionTable(field.getType())) {
        found.add(field.getFullName());
      }
    }
    for (JavaCodeUnit method : type.getCodeUnits()) {
      if (isFunctionTable(method.getReturnType())
          || method.getParameterTypes().stream().anyMatch(DataShapeTest::isFunctionTable)) {
        found.add(method.getFullName());
      }
    }
  }

  private static boolean isFunctionTable(JavaType type) {
    JavaClass raw = type.toErasure();
    if (raw.isArray()) {
      JavaClass element = raw.getComponentType();
      return isAny(element, ONE_A_FUNCTION) || element.isArray() && isPart(element);
    }
    if (!(type instanceof JavaParameterizedType generic)) {
      return false;
    }
    List<JavaType> arguments = generic.getActualTypeArguments();
    JavaType element = arguments.getLast();
    if (arguments.size() == 2 && isAny(arguments.getFirst().toErasure(), FUNCTION_KEYS)) {
      for (JavaClass each : mentioned(element)) {
        if (isPart(each) || each.isEquivalentTo(byte[].class) || hasPart(each)) {
          return true;
        }
      }
    }
    if (isContainer(raw)) {
      JavaClass of = element.toErasure();
      if (isAny(of, ONE_A_FUNCTION)
          || isContainer(of) && mentioned(element).stream().anyMatch(DataShapeTest::isPart)) {
        return true;
      }
    }
    return arguments.stream().anyMatch(DataShapeTest::isFunctionTable);
  }

  /** Whether a type, or its elements if it is an array, are part of what compiling makes. */
  private static boolean isPart(JavaClass type) {
    return isAny(type, ONE_A_FUNCTION) || isAny(type, SEVERAL_A_FUNCTION);
  }

  /** Whether a record of ours has such a part somewhere inside; one that has all does not count. */
  private static boolean hasPart(JavaClass type) {
    if (!type.isRecord()
        || !type.getPackageName().startsWith("dev.jabiru")
        || isAny(type, ALL_OF_A_FUNCTION)) {
      return false;
    }
    for (JavaField field : type.getFields()) {
      for (JavaClass each : mentioned(field.getType())) {
        if (isPart(each) || !each.equals(type) && hasPart(each)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAny(JavaClass type, List<Class<?>> classes) {
    JavaClass base = type.getBaseComponentType();
    return classes.stream().anyMatch(base::isAssignableTo);
  }

  /** The erasures of a type and of its arguments, arrays as arrays. */
  private static Set<JavaClass> mentioned(JavaType type) {
    Set<JavaClass> all = new LinkedHashSet<>();
    all.add(type.toErasure());
    if (type instanceof JavaParameterizedType generic) {
      generic.getActualTypeArguments().forEach(argument -> all.addAll(mentioned(argument)));
    }
    return all;
  }

  private static boolean isContainer(JavaClass raw) {
    return isJavaContainer(raw) || raw.getPackageName().equals("dev.jabiru.entity");
  }

  private static boolean isJavaContainer(JavaClass raw) {
    return raw.isArray() || raw.isAssignableTo(Collection.class) || raw.isAssignableTo(Map.class);
  }

  private static JavaClass read(Class<?> type) {
    return new ClassFileImporter()
        .importPackagesOf(DataShapeTest.class, Entity.class, Value.class, FuncKey.class)
        .get(type);
  }

  @SuppressWarnings("unused") // read from its class file
  private record BadInstruction(
      EntityList<Value> good, Value[] array, List<Value> list, Map<String, List<Value>> map) {}

  private static final int BAD = 15;

  @SuppressWarnings("unused") // read from its class file
  private static final class BadTables {
    private record Wrapper(String name, Inner inner) {}

    private record Inner(List<TrapSite> traps) {}

    PrimaryMap<DefinedFuncIndex, List<TrapSite>> badTraps;
    SecondaryMap<FuncIndex, AddressMap> badMaps;
    Map<Integer, byte[]> badCode;
    Map<FuncKey, CompiledFunction.Code> badCodeByKey;
    Map<FuncKey.WasmFunction, List<Relocation>> badKindOfKey;
    Map<UserExternalName, LineMap> badLines;
    Map<FuncIndex, Wrapper> badWrapped;
    Map<FuncIndex, Optional<AddressMap>> badOptional;
    List<AddressMap> badAddressMaps;
    List<? extends CompiledFunction.Code> badBound;
    TrapSite[][] badTrapTable;
    Optional<List<List<Relocation>>> badInside;
    List<LineMap[]> badArrays;

    void badParameter(AddressMap[] maps) {}

    List<List<TrapSite>> badResult() {
      return List.of();
    }
  }

  @SuppressWarnings("unused") // read from its class file
  private static final class GoodTables {
    PrimaryMap<DefinedFuncIndex, CompiledFunction> whole;
    List<CompilationArtifacts.FunctionArtifact> persisted;
    List<TrapSite> trapsOfOne;
    TrapSite[] sitesOfOne;
    Map<String, byte[]> classes;
    Map<FuncIndex, String> names;
    AddressMap one;
  }
}
