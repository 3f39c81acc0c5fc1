// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.translate;

import dev.jabiru.codegen.UserExternalName;
import dev.jabiru.codegen.ir.ExtFuncData;
import dev.jabiru.codegen.ir.FuncRef;
import dev.jabiru.codegen.ir.Function;
import dev.jabiru.codegen.ir.Global;
import dev.jabiru.codegen.ir.GlobalData;
import dev.jabiru.codegen.ir.Memory;
import dev.jabiru.codegen.ir.MemoryData;
import dev.jabiru.codegen.ir.MemoryForm;
import dev.jabiru.codegen.ir.SigRef;
import dev.jabiru.codegen.ir.Signature;
import dev.jabiru.codegen.ir.Table;
import dev.jabiru.codegen.ir.TableData;
import dev.jabiru.codegen.ir.Tag;
import dev.jabiru.codegen.ir.TagData;
import dev.jabiru.codegen.ir.Type;
import dev.jabiru.codegen.ir.TypeRef;
import dev.jabiru.entity.SparseMap;
import dev.jabiru.environ.AbiType;
import dev.jabiru.environ.Builtin;
import dev.jabiru.environ.Tunables;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.x64.GuardPages;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.GlobalIndex;
import dev.jabiru.wasm.GlobalType;
import dev.jabiru.wasm.Limits;
import dev.jabiru.wasm.MemoryIndex;
import dev.jabiru.wasm.MemoryType;
import dev.jabiru.wasm.Module;
import dev.jabiru.wasm.TableIndex;
import dev.jabiru.wasm.TableType;
import dev.jabiru.wasm.TagIndex;
import dev.jabiru.wasm.TypeIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one function refers to: declares each memory, table, function and so on of the module in the
 * {@code ir.Function} when the translator first meets it.
 *
 * <p>Belongs to one thread; {@link #start} readies it for the next function.
 */
final class FunctionEntities {
  private static final Signature[] BUILTIN_SIGNATURES = builtinSignatures();

  private final IrTypes types;
  private final Module module;
  private final int moduleNumber;
  private final Tunables tunables;

  private final SparseMap<MemoryIndex, Memory> memories = new SparseMap<>();
  private final SparseMap<TableIndex, Table> tables = new SparseMap<>();
  private final SparseMap<GlobalIndex, Global> globals = new SparseMap<>();
  private final SparseMap<FuncIndex, FuncRef> functions = new SparseMap<>();
  private final SparseMap<TypeIndex, SigRef> signatures = new SparseMap<>();
  private final SparseMap<TagIndex, Tag> tags = new SparseMap<>();

  /** By type code; only looked up, never walked. */
  private final Map<Integer, TypeRef> typeRefs = new HashMap<>();

  private final @Nullable FuncRef[] builtins = new @Nullable FuncRef[BUILTIN_SIGNATURES.length];
  private Function function;

  FunctionEntities(IrTypes types, int moduleNumber, Tunables tunables, Function first) {
    this.types = types;
    this.module = types.module();
    this.moduleNumber = moduleNumber;
    this.tunables = tunables;
    this.function = first;
  }

  /** Forgets the last function. */
  void start(Function next) {
    function = next;
    memories.clear();
    tables.clear();
    globals.clear();
    functions.clear();
    signatures.clear();
    tags.clear();
    typeRefs.clear();
    java.util.Arrays.fill(builtins, null);
  }

  Memory memory(int index) {
    MemoryIndex key = new MemoryIndex(index);
    Memory memory = memories.get(key);
    if (memory == null) {
      MemoryType type = module.memories().get(key);
      Limits limits = type.limits();
      memory =
          function
              .memories()
              .push(
                  new MemoryData(
                      index,
                      IrTypes.type(type.addressType()),
                      form(type),
                      type.shared(),
                      type.pageSizeLog2(),
                      limits.min(),
                      limits.max().orElse(-1)),
                  Memory::new);
      memories.set(key, memory);
    }
    return memory;
  }

  private MemoryForm form(MemoryType type) {
    if (tunables.guardPages() && GuardPages.guard(type)) {
      return MemoryForm.GUARDED;
    }
    return LinearMemory.isArray(type, tunables.largeMemories())
        ? MemoryForm.ARRAY
        : MemoryForm.SEGMENT;
  }

  Table table(int index) {
    TableIndex key = new TableIndex(index);
    Table table = tables.get(key);
    if (table == null) {
      TableType type = module.tables().get(key);
      TableData data =
          new TableData(
              index, IrTypes.type(type.addressType()), types.kind(type.element().heapType()));
      table = function.tables().push(data, Table::new);
      tables.set(key, table);
    }
    return table;
  }

  Global global(int index) {
    GlobalIndex key = new GlobalIndex(index);
    Global global = globals.get(key);
    if (global == null) {
      GlobalType type = module.globals().get(key);
      GlobalData data = new GlobalData(index, IrTypes.type(type.type()), type.mutable());
      global = function.globals().push(data, Global::new);
      globals.set(key, global);
    }
    return global;
  }

  FuncRef function(int index) {
    FuncIndex key = new FuncIndex(index);
    FuncRef ref = functions.get(key);
    if (ref == null) {
      ref =
          function
              .functions()
              .push(
                  new ExtFuncData(
                      UserExternalName.ofFunction(moduleNumber, index),
                      signature(module.funcTypeIndex(key).index())),
                  FuncRef::new);
      functions.set(key, ref);
    }
    return ref;
  }

  SigRef signature(int typeIndex) {
    TypeIndex key = new TypeIndex(typeIndex);
    SigRef ref = signatures.get(key);
    if (ref == null) {
      ref = function.signatures().push(types.signature(typeIndex), SigRef::new);
      function.setTypeIndex(ref, typeIndex);
      signatures.set(key, ref);
    }
    return ref;
  }

  Tag tag(int index) {
    TagIndex key = new TagIndex(index);
    Tag tag = tags.get(key);
    if (tag == null) {
      SigRef signature = signature(module.tags().get(key).type().index());
      tag = function.tags().push(new TagData(index, signature), Tag::new);
      tags.set(key, tag);
    }
    return tag;
  }

  /** {@return the type that references of a code refer to} */
  TypeRef type(int code) {
    return typeRefs.computeIfAbsent(
        code, c -> function.types().push(types.typeData(c), TypeRef::new));
  }

  FuncRef builtin(Builtin builtin) {
    FuncRef ref = builtins[builtin.ordinal()];
    if (ref == null) {
      SigRef signature =
          function.signatures().push(BUILTIN_SIGNATURES[builtin.ordinal()], SigRef::new);
      ref =
          function
              .functions()
              .push(
                  new ExtFuncData(UserExternalName.ofBuiltin(builtin.ordinal()), signature),
                  FuncRef::new);
      builtins[builtin.ordinal()] = ref;
    }
    return ref;
  }

  private static Signature[] builtinSignatures() {
    Builtin[] all = Builtin.values();
    Signature[] signatures = new Signature[all.length];
    for (Builtin builtin : all) {
      List<Type> params = new ArrayList<>();
      for (AbiType param : builtin.params()) {
        params.add(type(param));
      }
      AbiType result = builtin.result();
      signatures[builtin.ordinal()] =
          new Signature(params, result == null ? List.of() : List.of(type(result)));
    }
    return signatures;
  }

  private static Type type(AbiType type) {
    return switch (type) {
      case I32 -> Type.I32;
      case I64 -> Type.I64;
      case F32 -> Type.F32;
      case F64 -> Type.F64;
      case REF -> Type.REF;
    };
  }
}
