// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.example.embed;

import dev.jabiru.runtime.Engine;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Calls a guest through a Java interface; the guest calls back. Ends with status 1 if it did not. */
public final class Main {
  /**
   * The guest's exports, as Java sees them. Jabiru implements it, and so must see it: on the module
   * path its package is exported (or opened), see {@code module-info.java}.
   */
  public interface Calculator {
    /**
     * Adds, and tells the host the sum.
     *
     * @param a a number
     * @param b another
     * @return their sum
     */
    int add(int a, int b);
  }

  private static final String TEXT =
      """
      (module
        (import "host" "tell" (func $tell (param i32)))
        (func (export "add") (param i32 i32) (result i32)
          (call $tell (i32.add (local.get 0) (local.get 1)))
          (i32.add (local.get 0) (local.get 1))))
      """;

  private Main() {}

  /**
   * Runs the example.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    List<Integer> told = new ArrayList<>();
    int sum = run(TEXT, told::add);
    String where = Main.class.getModule().isNamed() ? "module path" : "class path";
    System.out.println("on the " + where + ": 2 + 40 = " + sum + ", the guest told " + told);
    if (sum != 42 || !told.equals(List.of(42))) {
      System.exit(1);
    }
  }

  private static int run(String text, IntConsumer tell) {
    // readme: begin
    try (Engine engine = Engine.create();
        Store store = Store.of(engine)) {
      Module module = Module.of(engine, text); // or the bytes of a .wasm file, or its path
      Linker linker = Linker.of(engine);
      linker.func("host", "tell", IntConsumer.class, tell); // a lambda as an import
      Calculator guest = linker.instantiate(store, module).as(Calculator.class); // its exports
      return guest.add(2, 40);
    }
    // readme: end
  }
}
