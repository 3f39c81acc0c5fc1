// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm;

/** The ids of the sections of the binary format. */
public final class SectionId {
  /** A custom section: a name and bytes of any kind. */
  public static final int CUSTOM = 0;

  /** Type definitions. */
  public static final int TYPE = 1;

  /** Imports. */
  public static final int IMPORT = 2;

  /** The types of the functions. */
  public static final int FUNCTION = 3;

  /** Tables. */
  public static final int TABLE = 4;

  /** Memories. */
  public static final int MEMORY = 5;

  /** Globals. */
  public static final int GLOBAL = 6;

  /** Exports. */
  public static final int EXPORT = 7;

  /** The start function. */
  public static final int START = 8;

  /** Element segments. */
  public static final int ELEMENT = 9;

  /** Function bodies. */
  public static final int CODE = 10;

  /** Data segments. */
  public static final int DATA = 11;

  /** The number of data segments; stands before the code. */
  public static final int DATA_COUNT = 12;

  /** Tags; stand between memories and globals. */
  public static final int TAG = 13;

  private SectionId() {}
}
