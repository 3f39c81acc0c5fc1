// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ;

/**
 * Where a module's generated context class keeps what its functions reach.
 *
 * <p>Each module on the JVM target gets one context class, a subclass of {@code VMContext}. The
 * base class holds arrays of everything, in index order with imports first; the generated class
 * adds a field for the first few of each kind, filled by its {@code bind()}, so that the common
 * access is one field read:
 *
 * <pre>
 *   memory k &lt; FIELDS   field  m{k}  LinearMemory     else  memories[k]
 *   table k  &lt; FIELDS   field  t{k}  VMTable          else  tables[k]
 *   func import k &lt; FIELDS, linked   field  f{k}  the other module's context  else functions[k].context
 *   global k &lt; FIELDS, private   field  g{k}  int, long, float, double or Object, the value itself
 *   global k &lt; FIELDS, shared    field  g{k}  VMGlobal, the cell        else  globals[k]
 * </pre>
 *
 * <p>A global is private when it is neither imported nor exported: nobody else can see it.
 */
public final class ContextLayout {
  /** How many of each kind get a field; the rest is reached through the arrays. */
  public static final int FIELDS = 512;

  private ContextLayout() {}

  /**
   * {@return whether entity {@code index} of its kind has a field of its own}
   *
   * @param index its index, imports first
   */
  public static boolean hasField(int index) {
    return index < FIELDS;
  }
}
