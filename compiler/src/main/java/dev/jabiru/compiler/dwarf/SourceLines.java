// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.compiler.dwarf;

import dev.jabiru.wasm.Module;
import java.util.ArrayList;
import java.util.List;

/**
 * Which line of which file each place in a Wasm binary comes from. Immutable.
 *
 * <p>The first file is the binary itself, whose lines are its offsets. The others are those that
 * its own debug information names, if it has such: it is a hint, so what is wrong in it is as good
 * as not there.
 */
public final class SourceLines {
  private final List<String> files;
  private final SourceRows rows;

  private SourceLines(List<String> files, SourceRows rows) {
    this.files = files;
    this.rows = rows;
  }

  /**
   * {@return the lines of a module}
   *
   * @param module the module
   * @param name what it is called
   */
  public static SourceLines of(Module module, String name) {
    SourceRows rows = LineSectionReader.read(module);
    List<String> files = new ArrayList<>();
    files.add(name + ".wasm");
    files.addAll(rows.files());
    return new SourceLines(files, rows);
  }

  /** {@return the names of files, which are numbered from 1} */
  List<String> files() {
    return files;
  }

  /** {@return what {@link #file} and {@link #line} want, about an offset in the binary} */
  int find(int wasmOffset) {
    return rows.find(wasmOffset);
  }

  /** {@return the number of the file} */
  int file(int row) {
    return row < 0 ? 1 : 2 + rows.file(row);
  }

  /** {@return the line} */
  int line(int row, int wasmOffset) {
    return row < 0 ? wasmOffset : rows.line(row);
  }
}
