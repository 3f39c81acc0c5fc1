// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

import org.jspecify.annotations.Nullable;

/** Finds out which proposals a valid module makes use of. */
public final class FeatureUse {
  private final Module module;
  private Features used = Features.mvp();

  private FeatureUse(Module module) {
    this.module = module;
  }

  /**
   * {@return the features without which the module would not be valid}
   *
   * @param module a valid module
   */
  public static Features of(Module module) {
    FeatureUse use = new FeatureUse(module);
    use.types();
    use.tables();
    use.memories();
    use.globals();
    use.segments();
    use.add(module.tags().size() > 0, Feature.EXCEPTIONS);
    use.bodies();
    return use.used;
  }

  private void add(boolean isUsed, Feature feature) {
    if (isUsed) {
      used = used.with(feature);
    }
  }

  private void add(Feature feature) {
    used = used.with(feature);
  }

  private void types() {
    for (RecGroup group : module.recGroups()) {
      add(group.types().size() != 1, Feature.GC);
      for (SubType type : group.types()) {
        add(!type.isFinal() || !type.supertypes().isEmpty(), Feature.GC);
        switch (type.composite()) {
          case FuncType func -> {
            add(func.results().size() > 1, Feature.MULTI_VALUE);
            func.params().forEach(this::add);
            func.results().forEach(this::add);
          }
          case StructType struct -> add(Feature.GC);
          case ArrayType array -> add(Feature.GC);
        }
      }
    }
  }

  private void add(ValType type) {
    switch (type) {
      case NumType number -> {}
      case VecType vector -> add(Feature.SIMD);
      case RefType reference -> add(reference);
    }
  }

  private void add(RefType type) {
    add(type.nullable() ? Feature.REFERENCE_TYPES : Feature.FUNCTION_REFERENCES);
    add(type.heapType());
  }

  private void add(HeapType heapType) {
    if (!(heapType instanceof AbstractHeapType type)) {
      add(Feature.FUNCTION_REFERENCES);
      return;
    }
    switch (type) {
      case FUNC, EXTERN -> {}
      case EXN, NOEXN -> add(Feature.EXCEPTIONS);
      default -> add(Feature.GC);
    }
  }

  private void tables() {
    add(module.tables().size() > 1, Feature.REFERENCE_TYPES);
    for (int i = 0; i < module.tables().size(); i++) {
      TableIndex index = new TableIndex(i);
      TableType type = module.tables().get(index);
      add(type.addressType() == AddressType.I64, Feature.MEMORY64);
      if (!type.element().equals(new RefType(true, AbstractHeapType.FUNC))) {
        add(type.element());
      }
      if (i >= module.importCount(ExternKind.TABLE)) {
        add(module.tableInit(index).isPresent(), Feature.FUNCTION_REFERENCES);
      }
    }
  }

  private void memories() {
    add(module.memories().size() > 1, Feature.MULTI_MEMORY);
    for (MemoryType type : module.memories().values()) {
      add(type.addressType() == AddressType.I64, Feature.MEMORY64);
      add(type.shared(), Feature.THREADS);
      add(type.pageSizeLog2() != MemoryType.DEFAULT_PAGE_SIZE_LOG2, Feature.CUSTOM_PAGE_SIZES);
    }
  }

  private void globals() {
    int imported = module.importCount(ExternKind.GLOBAL);
    for (int i = 0; i < module.globals().size(); i++) {
      GlobalIndex index = new GlobalIndex(i);
      GlobalType type = module.globals().get(index);
      add(type.type());
      add(type.mutable() && i < imported, Feature.MUTABLE_GLOBALS);
      if (i >= imported) {
        constant(module.globalInit(index));
      }
    }
    for (Export export : module.exports()) {
      add(
          export.kind() == ExternKind.GLOBAL
              && module.globals().get(new GlobalIndex(export.index())).mutable(),
          Feature.MUTABLE_GLOBALS);
    }
  }

  private void segments() {
    for (DataSegment segment : module.dataSegments().values()) {
      add(segment.mode() != SegmentMode.ACTIVE, Feature.BULK_MEMORY);
      constant(segment.address());
    }
    for (ElementSegment segment : module.elements().values()) {
      add(segment.mode() != SegmentMode.ACTIVE, Feature.BULK_MEMORY);
      add(segment.mode() == SegmentMode.DECLARATIVE, Feature.REFERENCE_TYPES);
      constant(segment.start());
      if (!segment.areFunctions()) {
        add(segment.type());
        for (int i = 0; i < segment.size(); i++) {
          constant(segment.expr(i));
        }
      }
    }
  }

  private void constant(@Nullable ConstExpr expr) {
    if (expr == null) {
      return;
    }
    InstructionReader reader = new InstructionReader(module);
    reader.start(expr);
    while (reader.next()) {
      instruction(reader);
      switch (reader.opcode()) {
        case I32_ADD, I32_SUB, I32_MUL, I64_ADD, I64_SUB, I64_MUL -> add(Feature.EXTENDED_CONST);
        default -> {}
      }
    }
  }

  private void bodies() {
    InstructionReader reader = new InstructionReader(module);
    for (int i = 0; i < module.definedFuncCount(); i++) {
      int[] localRuns = reader.start(new DefinedFuncIndex(i));
      for (int run = 0; run < localRuns.length; run += 2) {
        typeCode(localRuns[run + 1]);
      }
      while (reader.next()) {
        instruction(reader);
      }
    }
  }

  private void instruction(InstructionReader reader) {
    add(reader.opcode().feature());
    switch (reader.opcode().immediate()) {
      case BLOCK_TYPE, CATCHES -> {
        if (reader.index() < 0) {
          typeCode(reader.typeCode());
        } else {
          FuncType type = module.funcType(new TypeIndex(reader.index()));
          add(!type.params().isEmpty(), Feature.MULTI_VALUE);
        }
      }
      case HEAP_TYPE -> typeCode(reader.typeCode());
      case CAST -> {
        typeCode(reader.typeCode());
        typeCode(reader.typeCode2());
      }
      case VAL_TYPES -> {
        for (int i = 0; i < reader.typeCount(); i++) {
          typeCode(reader.typeCode(i));
        }
      }
      default -> {}
    }
  }

  private void typeCode(int code) {
    if (code != TypeCode.BOTTOM) {
      add(TypeCode.toValType(code));
    }
  }
}
