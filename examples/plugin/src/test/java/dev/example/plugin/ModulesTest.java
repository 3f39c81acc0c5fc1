// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.example.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Config;
import dev.jabiru.runtime.Config.TargetChoice;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Module;
import dev.jabiru.runtime.Store;
import dev.jabiru.runtime.WasmFunction;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The compiled modules do what Java's own library does, on either target. */
final class ModulesTest {
  /** Class files everywhere, and what is best here: machine code, if it can be run. */
  private static List<Artifact> artifacts() {
    return List.of(
        WasmModules.load(Config.defaults().withTarget(TargetChoice.JVM)), WasmModules.load());
  }

  private static Instance instance(Artifact modules, String name) {
    Store store = Store.of(modules.engine());
    return Linker.of(modules.engine()).instantiate(store, modules.module(name));
  }

  @Test
  void thereIsNoCompiler() {
    assertThrows(
        ClassNotFoundException.class,
        () -> Class.forName("dev.jabiru.compiler.CodegenModuleCompiler"));
    assertThrows(
        ClassNotFoundException.class, () -> Class.forName("dev.jabiru.codegen.CompiledFunction"));
    for (Artifact modules : artifacts()) {
      String text = "(module)";
      assertThrows(
          UnsupportedOperationException.class, () -> Module.of(modules.engine(), text));
    }
  }

  @Test
  void checksumsAreThoseOfJava() {
    for (Artifact modules : artifacts()) {
      Instance guest = instance(modules, Checksum.MODULE);
      for (String text : List.of("", "a", "Jabiru", "größer", "0123456789".repeat(1000))) {
        CRC32 expected = new CRC32();
        expected.update(text.getBytes(StandardCharsets.UTF_8));
        assertEquals((int) expected.getValue(), Main.checksum(guest, text), text);
      }
    }
  }

  @Test
  void easterIsASundayInSpring() {
    for (Artifact modules : artifacts()) {
      Calendar calendar = Calendar.of(instance(modules, Calendar.MODULE));
      assertEquals(new Calendar.EasterResults(4, 5), calendar.easter(2026));
      assertEquals(new Calendar.EasterResults(3, 28), calendar.easter(2027));
      assertEquals(new Calendar.EasterResults(4, 25), calendar.easter(2038));
      for (int year = 1583; year < 2400; year++) {
        Calendar.EasterResults easter = calendar.easter(year);
        LocalDate date = LocalDate.of(year, easter.result0(), easter.result1());
        assertTrue(date.isAfter(LocalDate.of(year, 3, 21)), date::toString);
        assertTrue(date.isBefore(LocalDate.of(year, 4, 26)), date::toString);
        assertEquals(7, date.getDayOfWeek().getValue(), date::toString);
      }
    }
  }

  @Test
  void daysOfTheWeekAreThoseOfJava() {
    for (Artifact modules : artifacts()) {
      Calendar calendar = Calendar.of(instance(modules, Calendar.MODULE));
      for (LocalDate date = LocalDate.of(1999, 12, 1);
          date.isBefore(LocalDate.of(2004, 4, 1));
          date = date.plusDays(1)) {
        assertEquals(
            date.getDayOfWeek().getValue(),
            calendar.dayOfWeek(date.getYear(), date.getMonthValue(), date.getDayOfMonth()),
            date::toString);
      }
    }
  }

  @Test
  void exportsWithOtherNamesSayTheirOwn() throws NoSuchMethodException {
    assertEquals(
        "day-of-week",
        Calendar.class
            .getMethod("dayOfWeek", int.class, int.class, int.class)
            .getAnnotation(WasmFunction.class)
            .value());
    Artifact modules = WasmModules.load();
    assertEquals(3, instance(modules, "arithmetic").func("floor-mod").call(-4, 7));
  }
}
