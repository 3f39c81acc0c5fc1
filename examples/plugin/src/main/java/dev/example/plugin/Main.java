// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.example.plugin;

import dev.jabiru.runtime.Artifact;
import dev.jabiru.runtime.Instance;
import dev.jabiru.runtime.Linker;
import dev.jabiru.runtime.Memory;
import dev.jabiru.runtime.Store;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;

/** Calls the modules of {@code src/main/wasm}, which were compiled when this program was built. */
public final class Main {
  private Main() {}

  /**
   * Prints the date of Easter and a checksum.
   *
   * @param args the year, and the text
   */
  public static void main(String[] args) {
    int year = args.length > 0 ? Integer.parseInt(args[0]) : 2027;
    String text = args.length > 1 ? args[1] : "Jabiru";
    // readme: begin
    Artifact modules = WasmModules.load(); // from this JAR, for the best target that runs here
    try (Store store = Store.of(modules.engine())) {
      Linker linker = Linker.of(modules.engine());
      Calendar calendar =
          Calendar.of(linker.instantiate(store, modules.module(Calendar.MODULE)));
      Calendar.EasterResults easter = calendar.easter(year);
      // readme: end
      LocalDate date = LocalDate.of(year, easter.result0(), easter.result1());
      DayOfWeek day =
          DayOfWeek.of(
              calendar.dayOfWeek(date.getYear(), date.getMonthValue(), date.getDayOfMonth()));
      Instance instance = linker.instantiate(store, modules.module(Checksum.MODULE));
      System.out.println("Easter: " + date + ", a " + day);
      System.out.printf("CRC-32 of %s: %08x%n", text, checksum(instance, text));
      System.out.println("target: " + modules.engine().target());
    }
  }

  /**
   * {@return the CRC-32 of a text in UTF-8}
   *
   * @param instance an instance of the module {@code checksum}
   * @param text the text
   */
  static int checksum(Instance instance, String text) {
    Checksum guest = Checksum.of(instance);
    Memory memory = instance.memory("memory");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int crc = 0;
    for (int at = 0; at < bytes.length; at += guest.capacity()) {
      int length = Math.min(guest.capacity(), bytes.length - at);
      memory.write(guest.buffer(), bytes, at, length);
      crc = guest.update(crc, length);
    }
    return crc;
  }
}
