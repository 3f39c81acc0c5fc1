// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import dev.jabiru.environ.jvm.FuncRef;
import dev.jabiru.environ.jvm.LinearMemory;
import dev.jabiru.environ.jvm.VMContext;
import dev.jabiru.environ.jvm.VMGlobal;
import dev.jabiru.environ.x64.GuardPages;
import dev.jabiru.environ.x64.NativeContextLayout;
import dev.jabiru.environ.x64.NativeLayout;
import dev.jabiru.wasm.DefinedFuncIndex;
import dev.jabiru.wasm.FuncIndex;
import dev.jabiru.wasm.FuncType;
import dev.jabiru.wasm.GlobalType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An instance whose functions are machine code; its record is what r15 points at. */
final class NativeContext extends VMContext {
  private final NativeStore nativeStore;
  private final NativeText text;
  private final Module module;
  private final NativeContextLayout layout;
  private final MemorySegment record;
  private final @Nullable MethodHandle[] handles;

  NativeContext(NativeStore nativeStore, Module module) {
    this.nativeStore = nativeStore;
    this.text = module.text();
    this.module = module;
    this.layout = NativeContextLayout.of(module.wasm());
    this.record = nativeStore.allocate(layout.bytes());
    this.handles = new @Nullable MethodHandle[module.wasm().funcCount()];
    put(NativeLayout.CONTEXT_STORE, nativeStore.address());
    Posix.putInt(address() + NativeLayout.CONTEXT_ID, nativeStore.add(this));
  }

  private void put(int offset, long value) {
    Posix.putLong(address() + offset, value);
  }

  long address() {
    return record.address();
  }

  Module module() {
    return module;
  }

  NativeText text() {
    return text;
  }

  /** {@return a global of the instance itself} */
  VMGlobal newGlobal(int index, GlobalType type, int valueCode) {
    return new NativeGlobal(nativeStore, type, valueCode, record, layout.globalCell(index));
  }

  @Override
  public void bind() {
    Posix.putInt(address() + NativeLayout.CONTEXT_MEMORY_COUNT, memories.length);
    for (int i = 0; i < memories.length; i++) {
      NativeMemory memory = (NativeMemory) memories[i];
      put(layout.memoryBase(i), memory.base());
      put(layout.memoryDefinition(i), memory.definition());
    }
    for (int i = 0; i < tables.length; i++) {
      NativeTable table = (NativeTable) tables[i];
      put(layout.tableBase(i), table.base());
      put(layout.tableDefinition(i), table.definition());
    }
    for (int i = 0; i < globals.length; i++) {
      put(layout.globalPointer(i), ((NativeGlobal) globals[i]).address());
    }
    for (int i = 0; i < layout.importedFunctions(); i++) {
      FuncRef function = Objects.requireNonNull(functions[i]);
      long record = nativeStore.word(function);
      long code = Posix.getLong(record + NativeLayout.FUNC_CODE);
      put(layout.importedTailCode(i), code);
      put(
          layout.importedCode(i),
          function.host instanceof HostFunc.Bound bound
              ? NativeWays.stub(NativeShape.hostCallStub(bound.type()))
              : code);
      put(layout.importedContext(i), Posix.getLong(record + NativeLayout.FUNC_CONTEXT));
    }
    for (int i = 0; i < types.length; i++) {
      Posix.putInt(address() + layout.typeId(i), types[i]);
    }
  }

  /** {@return whether an address is behind the end of one of the memories, where accesses fault} */
  boolean isBehindMemory(long address) {
    for (LinearMemory memory : memories) {
      long offset = address - ((NativeMemory) memory).base();
      if (offset >= memory.byteSize() && offset < GuardPages.RESERVED_BYTES) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long globalBits(int index) {
    return globals[index].bits();
  }

  /** {@return the address of the code of a function of the instance itself} */
  long code(int index) {
    DefinedFuncIndex defined = module.wasm().definedFuncIndex(new FuncIndex(index));
    return text.functionAddress(module.firstFunction() + defined.index());
  }

  @Override
  protected int typeOf(int index) {
    return module.wasm().funcTypeIndex(new FuncIndex(index)).index();
  }

  @Override
  protected MethodHandle functionHandle(int index) {
    MethodHandle made = handles[index];
    if (made == null) {
      FuncType type = module.functionType(index);
      made = nativeStore.entry(reference(index), type);
      handles[index] = made;
    }
    return made;
  }

  @Override
  protected @Nullable MethodHandle knownFunction(int index) {
    return handles[index];
  }

  /** {@return a reference to a function, made at its first use} */
  FuncRef reference(int index) {
    return Objects.requireNonNull(function(index));
  }
}
