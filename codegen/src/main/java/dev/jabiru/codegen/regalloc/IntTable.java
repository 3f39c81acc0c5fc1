// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.regalloc;

import java.util.Arrays;

/** Rows of four or fewer numbers, one after another. */
final class IntTable {
  private final int columns;
  private int[] cells = new int[256];
  private int rows;

  IntTable(int columns) {
    this.columns = columns;
  }

  void add(int a, int b, int c, int d) {
    if ((rows + 1) * columns > cells.length) {
      cells = Arrays.copyOf(cells, cells.length * 2);
    }
    int at = rows++ * columns;
    cells[at] = a;
    cells[at + 1] = b;
    cells[at + 2] = c;
    cells[at + 3] = d;
  }

  int get(int row, int column) {
    return cells[row * columns + column];
  }

  void set(int row, int column, int value) {
    cells[row * columns + column] = value;
  }

  int rows() {
    return rows;
  }
}
