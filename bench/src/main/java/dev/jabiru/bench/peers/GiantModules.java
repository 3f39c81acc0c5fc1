// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.bench.peers;

/**
 * Writes modules, as text, whose one function is far larger than what a JVM compiles as one method.
 *
 * <p>Each exports {@code run(n) -> checksum} and is the same for the same arguments.
 */
public final class GiantModules {
  private static final String[] LOCALS = {"$a", "$b", "$c", "$d"};
  private static final String[] OPS = {
    "i32.add", "i32.sub", "i32.xor", "i32.mul", "i32.or", "i32.rotl", "i32.and", "i32.shr_u"
  };

  private int seed;
  private final StringBuilder out = new StringBuilder();

  private GiantModules(int seed) {
    this.seed = seed;
  }

  /**
   * {@return a module whose function runs a long sequence of statements once per unit of work}
   *
   * @param statements how many; each takes about 13 bytes of code
   */
  public static String straight(int statements) {
    return new GiantModules(42).writeStraight(statements);
  }

  /**
   * {@return a module whose function is an interpreter loop over random instructions}
   *
   * @param handlers how many instructions the interpreted machine has, at most 65,536
   * @param statements how many statements a handler has
   */
  public static String interpreter(int handlers, int statements) {
    return new GiantModules(43).writeInterpreter(handlers, statements);
  }

  private String writeStraight(int statements) {
    open();
    out.append("  (loop $again\n");
    for (int i = 0; i < statements; i++) {
      if (i % 16 == 15) {
        branch();
      } else {
        statement();
      }
    }
    out.append("    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))\n");
    return close();
  }

  private String writeInterpreter(int handlers, int statements) {
    open();
    int program = 4096;
    out.append("  (local.set $n (i32.mul (local.get $n) (i32.const 10000)))\n");
    out.append("  (block $stop (loop $next\n");
    out.append("    (br_if $stop (i32.eqz (local.get $n)))\n");
    out.append("    (local.set $n (i32.sub (local.get $n) (i32.const 1)))\n");
    out.append("    (local.set $pc (i32.and (i32.add (local.get $pc) (i32.const 2))");
    out.append(" (i32.const ").append(program * 2 - 1).append(")))\n");
    for (int i = handlers; i >= 0; i--) {
      out.append("    (block $h").append(i).append('\n');
    }
    out.append("    (br_table");
    for (int i = 0; i <= handlers; i++) {
      out.append(" $h").append(i);
    }
    out.append(" (i32.load16_u offset=16384 (local.get $pc))))\n");
    for (int i = 0; i < handlers; i++) {
      for (int k = 0; k < statements; k++) {
        statement();
      }
      out.append("    (br $next))\n");
    }
    out.append("    (br $next)))\n");
    data(program, handlers);
    return close();
  }

  private void open() {
    out.append("(module\n (memory 1)\n (func (export \"run\") (param $n i32) (result i32)\n");
    out.append("  (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $pc i32)\n");
    // Each run begins with the same memory, or the checksum would depend on how many came before.
    out.append("  (memory.fill (i32.const 0) (i32.const 0) (i32.const 16384))\n");
    out.append("  (local.set $a (i32.const 1))\n");
  }

  private String close() {
    out.append("  (i32.xor (i32.add (local.get $a) (local.get $b))");
    out.append(" (i32.add (local.get $c) (local.get $d))))\n");
    out.append(trailer).append(")\n");
    return out.toString();
  }

  private String trailer = "";

  private void data(int program, int handlers) {
    StringBuilder data = new StringBuilder(" (data (i32.const 16384) \"");
    for (int i = 0; i < program; i++) {
      int code = next(handlers);
      hex(data, code);
      hex(data, code >> 8);
    }
    trailer = data.append("\")").toString();
  }

  private static void hex(StringBuilder to, int value) {
    to.append('\\').append(Character.forDigit(value >> 4 & 15, 16));
    to.append(Character.forDigit(value & 15, 16));
  }

  private void statement() {
    String to = LOCALS[next(4)];
    String from = LOCALS[next(4)];
    switch (next(6)) {
      case 0 ->
          line(
              "(local.set "
                  + to
                  + " (i32.add (local.get "
                  + to
                  + ") (i32.load offset="
                  + 4 * next(512)
                  + " (i32.and (local.get "
                  + from
                  + ") (i32.const 8188)))))");
      case 1 ->
          line(
              "(i32.store offset="
                  + 4 * next(512)
                  + " (i32.and (local.get "
                  + from
                  + ") (i32.const 8188)) (local.get "
                  + to
                  + "))");
      default ->
          line(
              "(local.set "
                  + to
                  + " ("
                  + OPS[next(OPS.length)]
                  + " (i32.add (local.get "
                  + from
                  + ") (i32.const "
                  + next(100000)
                  + ")) (local.get "
                  + LOCALS[next(4)]
                  + ")))");
    }
  }

  private void branch() {
    String local = LOCALS[next(4)];
    line(
        "(if (i32.lt_u (i32.and (local.get "
            + local
            + ") (i32.const 255)) (i32.const "
            + (64 + next(128))
            + "))");
    line(
        "(then (local.set "
            + local
            + " (i32.add (local.get "
            + local
            + ") (i32.const "
            + next(1000)
            + "))))");
    line(
        "(else (local.set "
            + local
            + " (i32.xor (local.get "
            + local
            + ") (i32.const "
            + next(1000)
            + ")))))");
  }

  private void line(String text) {
    out.append("    ").append(text).append('\n');
  }

  /** A number below {@code bound}; the same sequence on every machine. */
  private int next(int bound) {
    seed = seed * 1664525 + 1013904223;
    return (int) ((seed >>> 8) * (long) bound >>> 24);
  }
}
