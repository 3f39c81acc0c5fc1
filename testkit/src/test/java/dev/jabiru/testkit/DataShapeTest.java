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
import dev.jabiru.codegen.TrapSite;
import dev.jabiru.codegen.ir.InstructionData;
import dev.jabiru.codegen.ir.Value;
import dev.jabiru.entity.Entity;
import dev.jabiru.entity.EntityList;
import dev.jabiru.entity.PrimaryMap;
import dev.jabiru.wasm.DefinedFuncIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private static final Set<String> FUNCTION_KEYS =
      Set.of("FuncIndex", "DefinedFuncIndex", "FuncKey", "Integer");

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
    assertThat(found).hasSize(6);
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
      return describesAFunction(raw.getComponentType())
          || isSeveralFunctionsTraps(raw.getComponentType());
    }
    if (!(type instanceof JavaParameterizedType generic)) {
      return false;
    }
    List<JavaType> arguments = generic.getActualTypeArguments();
    JavaType element = arguments.getLast();
    boolean keyedByFunction =
        arguments.size() == 2
            && FUNCTION_KEYS.contains(arguments.getFirst().toErasure().getSimpleName());
    if (keyedByFunction
        && mentioned(element).stream()
            .anyMatch(part ->
                describesAFunction(part)
                    || isTrapSite(part)
                    || part.isEquivalentTo(byte[].class))) {
      return true;
    }
    if (isContainer(raw)
        && (describesAFunction(element.toErasure()) || isSeveralFunctionsTraps(element))) {
      return true;
    }
    return arguments.stream().anyMatch(DataShapeTest::isFunctionTable);
  }

  /** What a function has one of: its code, address map, stack maps. */
  private static boolean describesAFunction(JavaClass type) {
    JavaClass base = type.getBaseComponentType();
    return base.getPackageName().startsWith("dev.jabiru")
        && base.getSimpleName().matches("AddressMap|StackMaps?|(Compiled|Method)?Code");
  }

  private static boolean isTrapSite(JavaClass type) {
    return type.getBaseComponentType().getSimpleName().matches("Trap(Site|Table|Info)s?");
  }

  private static boolean isSeveralFunctionsTraps(JavaType element) {
    return (element.toErasure().isArray() || isContainer(element.toErasure()))
        && mentioned(element).stream().anyMatch(DataShapeTest::isTrapSite);
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
    return new ClassFileImporter().importClasses(type, Entity.class, Value.class).get(type);
  }

  @SuppressWarnings("unused") // read from its class file
  private record BadInstruction(
      EntityList<Value> good, Value[] array, List<Value> list, Map<String, List<Value>> map) {}

  @SuppressWarnings("unused") // read from its class file
  private static final class BadTables {
    PrimaryMap<DefinedFuncIndex, CompiledFunction> good;
    List<TrapSite> trapsOfOne;
    PrimaryMap<DefinedFuncIndex, List<TrapSite>> traps;
    Map<Integer, byte[]> code;
    List<AddressMap> addressMaps;
    TrapSite[][] trapTable;

    void take(AddressMap[] maps) {}

    List<List<TrapSite>> give() {
      return List.of();
    }
  }
}
