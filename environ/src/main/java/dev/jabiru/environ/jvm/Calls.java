// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.jvm;

import dev.jabiru.environ.TrapCode;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** What generated code asks when it calls through a table. */
public final class Calls {
  private Calls() {}

  /**
   * Finds the function that an indirect call comes to. Small, so that it is inlined.
   *
   * @param context the caller's instance
   * @param table the table
   * @param index the index of the element, unsigned
   * @param type the index, in the caller's module, of the type the function must have
   * @return what to call
   * @throws TrapException if there is no such element, it is null, or it has another type
   */
  public static MethodHandle callee(VMContext context, VMTable table, int index, int type) {
    return function(context, table, index, type).handle();
  }

  /**
   * Finds the function that an indirect call comes to, as {@link #callee} does.
   *
   * @param context the caller's instance
   * @param table the table
   * @param index the index of the element, unsigned
   * @param type the index, in the caller's module, of the type the function must have
   * @return the function
   * @throws TrapException if there is no such element, it is null, or it has another type
   */
  public static FuncRef function(VMContext context, VMTable table, int index, int type) {
    @Nullable Object[] elements = table.elements;
    if (Integer.compareUnsigned(index, elements.length) >= 0) {
      throw new TrapException(TrapCode.UNDEFINED_ELEMENT, index);
    }
    FuncRef callee = (FuncRef) elements[index];
    if (callee == null) {
      throw new TrapException(TrapCode.UNINITIALIZED_ELEMENT, index);
    }
    int expected = context.types[type];
    if (callee.type != expected && !context.store.types.isSubtype(callee.type, expected)) {
      throw new TrapException(TrapCode.INDIRECT_CALL_TYPE_MISMATCH);
    }
    return callee;
  }

  /**
   * {@return the index of a function if an instance has the code for it, else -1}
   *
   * @param context the instance
   * @param callee the function
   */
  public static int ownIndex(VMContext context, FuncRef callee) {
    return callee.context == context ? callee.index : -1;
  }
}
