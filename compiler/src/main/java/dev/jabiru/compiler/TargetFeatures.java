// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler;

import dev.jabiru.environ.Target;
import dev.jabiru.environ.UnsupportedFeatureException;
import dev.jabiru.wasm.AbstractHeapType;
import dev.jabiru.wasm.AddressType;
import dev.jabiru.wasm.CompositeType;
import dev.jabiru.wasm.ExternKind;
import dev.jabiru.wasm.Feature;
import dev.jabiru.wasm.Features;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.GlobalIndex;
import dev.jabiru.wasm.HeapType;
import dev.jabiru.wasm.Immediate;
import dev.jabiru.wasm.InstructionReader;
import dev.jabiru.wasm.MemoryIndex;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.RecGroup;
import dev.jabiru.wasm.RefType;
import dev.jabiru.wasm.SubType;
import dev.jabiru.wasm.TableIndex;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.TypeCode;
import dev.jabiru.wasm.TypeIndex;
import dev.jabiru.wasm.ValType;
import dev.jabiru.wasm.VecType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a target does not compile, and what in a module needs it.
 *
 * <p>The front end and the IR know every feature; a target may lack some. A module that uses one of
 * those is refused before anything of it runs. Immutable.
 *
 * <p>Runs at every start, so it asks for classes one by one: a switch over them needs a bootstrap.
 */
final class TargetFeatures {
  /** What each target lacks, in the order of {@link Target}. */
  private static final List<Features> LACKING =
      List.of(
          Features.mvp()
              .with(
                  Feature.SIMD,
                  Feature.RELAXED_SIMD,
                  Feature.FUNCTION_REFERENCES,
                  Feature.GC,
                  Feature.EXCEPTIONS,
                  Feature.LEGACY_EXCEPTIONS,
                  Feature.THREADS,
                  Feature.MEMORY64),
          Features.mvp()
              .with(
                  Feature.SIMD,
                  Feature.RELAXED_SIMD,
                  Feature.FUNCTION_REFERENCES,
                  Feature.GC,
                  Feature.EXCEPTIONS,
                  Feature.LEGACY_EXCEPTIONS,
                  Feature.THREADS,
                  Feature.MEMORY64));

  private final Target target;
  private final Features lacking;

  private TargetFeatures(Target target) {
    this.target = target;
    this.lacking = LACKING.get(target.ordinal());
  }

  /** {@return what a target compiles} */
  static TargetFeatures of(Target target) {
    return new TargetFeatures(target);
  }

  /** {@return whether the target lacks a feature} */
  boolean lacks(Feature feature) {
    return feature != Feature.MVP && lacking.has(feature);
  }

  /**
   * Looks at everything but function bodies.
   *
   * @throws UnsupportedFeatureException if the target lacks what the module uses
   */
  void requireModule(Module module) {
    for (RecGroup group : module.recGroups()) {
      int first = group.first().index();
      require(group.types().size() > 1 ? Feature.GC : null, "type", first);
    }
    for (TypeIndex index : module.types().keys(TypeIndex::new)) {
      SubType type = module.types().get(index);
      boolean isPlain = type.isFinal() && type.supertypes().isEmpty();
      require(isPlain ? null : Feature.GC, "type", index.index());
      require(featureOf(type.composite()), "type", index.index());
    }
    for (MemoryIndex index : module.memories().keys(MemoryIndex::new)) {
      MemoryType type = module.memories().get(index);
      boolean is64 = type.addressType() == AddressType.I64;
      require(is64 ? Feature.MEMORY64 : null, "memory", index.index());
      require(type.shared() ? Feature.THREADS : null, "memory", index.index());
    }
    for (TableIndex index : module.tables().keys(TableIndex::new)) {
      TableType type = module.tables().get(index);
      boolean is64 = type.addressType() == AddressType.I64;
      require(is64 ? Feature.MEMORY64 : null, "table", index.index());
      require(featureOf(type.element()), "table", index.index());
      boolean isDefined = index.index() >= module.importCount(ExternKind.TABLE);
      boolean hasInit = isDefined && module.tableInit(index).isPresent();
      require(hasInit ? Feature.FUNCTION_REFERENCES : null, "table", index.index());
    }
    for (GlobalIndex index : module.globals().keys(GlobalIndex::new)) {
      require(featureOf(module.globals().get(index).type()), "global", index.index());
    }
    require(module.tags().size() > 0 ? Feature.EXCEPTIONS : null, "tag", 0);
  }

  private void require(@Nullable Feature feature, String kind, int index) {
    if (feature != null && lacks(feature)) {
      throw refusal(feature, kind + "[" + index + "]");
    }
  }

  /** {@return the exception that refuses a feature} */
  UnsupportedFeatureException refusal(Feature feature, String where) {
    return new UnsupportedFeatureException(feature, target, where);
  }

  /** {@return the exception that refuses the current instruction} */
  UnsupportedFeatureException refusal(Feature feature, InstructionReader reader, String function) {
    String offset = Integer.toHexString(reader.offset());
    return refusal(feature, reader.opcode() + " in " + function + ", at byte 0x" + offset);
  }

  /** {@return a feature that the current instruction uses and the target lacks, or null} */
  @Nullable Feature lackedBy(InstructionReader reader) {
    Feature feature = reader.opcode().feature();
    if (lacks(feature)) {
      return feature;
    }
    Immediate immediate = reader.opcode().immediate();
    if (immediate == Immediate.BLOCK_TYPE && reader.index() < 0
        || immediate == Immediate.HEAP_TYPE) {
      return lackedByCode(reader.typeCode());
    }
    if (immediate == Immediate.VAL_TYPES) {
      return lackedByCode(reader.typeCode(0));
    }
    return null;
  }

  /** {@return a feature that a type uses and the target lacks, or null} */
  @Nullable Feature lackedByCode(int code) {
    if (code >= TypeCode.BOTTOM && code < TypeCode.V128) {
      return null;
    }
    Feature feature = featureOf(TypeCode.toValType(code));
    return feature != null && lacks(feature) ? feature : null;
  }

  private @Nullable Feature featureOf(CompositeType type) {
    if (!(type instanceof FuncType func)) {
      return Feature.GC;
    }
    Feature feature = featureOf(func.params());
    return feature != null ? feature : featureOf(func.results());
  }

  private @Nullable Feature featureOf(List<ValType> types) {
    for (ValType type : types) {
      Feature feature = featureOf(type);
      if (feature != null && lacks(feature)) {
        return feature;
      }
    }
    return null;
  }

  /** {@return the proposal that brought a type, or null for the numbers of the first version} */
  private static @Nullable Feature featureOf(ValType type) {
    if (type instanceof RefType ref) {
      return featureOf(ref);
    }
    return type == VecType.V128 ? Feature.SIMD : null;
  }

  private static Feature featureOf(RefType type) {
    HeapType heap = type.heapType();
    if (!(heap instanceof AbstractHeapType kind)) {
      return Feature.FUNCTION_REFERENCES;
    }
    return switch (kind) {
      case FUNC, EXTERN -> type.nullable() ? Feature.REFERENCE_TYPES : Feature.FUNCTION_REFERENCES;
      case EXN, NOEXN -> Feature.EXCEPTIONS;
      case ANY, EQ, I31, STRUCT, ARRAY, NONE, NOFUNC, NOEXTERN -> Feature.GC;
    };
  }
}
