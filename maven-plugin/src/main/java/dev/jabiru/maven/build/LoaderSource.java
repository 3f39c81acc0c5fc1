// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.maven.build;

import dev.jabiru.environ.Target;
import dev.jabiru.environ.Tunables;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes the Java class that loads an artifact from where the class itself was loaded from. */
final class LoaderSource {
  private static final String RUNTIME = "dev.jabiru.runtime.";

  /** Both targets are there: machine code is tried first. */
  private static final String BOTH =
      """
          if (config.target() == %1$s.TargetChoice.AUTO) {
            try {
              return load(%2$s.of(config.withTarget(%1$s.TargetChoice.X64)));
            } catch (%3$s | %4$s e) {
              // No machine code runs here, or none for this processor; class files run everywhere.
              return load(%2$s.of(config.withTarget(%1$s.TargetChoice.JVM)));
            }
          }
          return load(%2$s.of(config));
      """;

  private static final String ONE =
      """
          boolean isOpen = config.target() == %1$s.TargetChoice.AUTO;
          return load(%2$s.of(isOpen ? config.withTarget(%1$s.TargetChoice.%3$s) : config));
      """;

  private static final String CLASS =
      """
      public final class %1$s {
        private static final %2$s RESOURCE = %3$s;

        private %1$s() {}

        /**
         * Loads the modules into an engine of their own, with the default configuration.
         *
         * @return the modules
         */
        public static %4$s load() {
          return load(%5$s.defaults()%6$s);
        }

        /**
         * Loads the modules into an engine of their own.
         *
         * @param config its settings; if the target is open, it is %7$s
         * @return the modules
         */
        public static %4$s load(%5$s config) {
      %8$s  }

        /**
         * Loads the modules into an engine.
         *
         * @param engine the engine
         * @return the modules
         */
        public static %4$s load(%9$s engine) {
          try (%10$s in = %1$s.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
              throw new %11$s("there is no resource " + RESOURCE);
            }
            return engine.load(in.readAllBytes());
          } catch (%12$s e) {
            throw new %13$s(e);
          }
        }
      }
      """;

  private LoaderSource() {}

  /**
   * {@return the source of the class}
   *
   * @param qualifiedName the class's name
   * @param resource the resource's name, from the root of the class path
   * @param modules the names of the modules
   * @param targets what they are compiled to
   * @param tunables how they are compiled
   * @param nullMarked whether to mark the class with JSpecify's annotation
   */
  static String of(
      String qualifiedName,
      String resource,
      List<String> modules,
      Set<Target> targets,
      Tunables tunables,
      boolean nullMarked) {
    JavaFile file = new JavaFile(qualifiedName, String.join(", ", modules));
    String config = file.type(RUNTIME + "Config");
    String engine = file.type(RUNTIME + "Engine");
    file.add("/**\n * Loads the modules that are compiled in %s:\n", JavaText.code(resource));
    file.add(" * %s.\n */\n", String.join(",\n * ", modules.stream().map(JavaText::code).toList()));
    if (nullMarked) {
      file.add("@%s\n", file.type("org.jspecify.annotations.NullMarked"));
    }
    file.add(
        CLASS,
        JavaText.name(file.simpleName()),
        file.type("java.lang.String"),
        JavaText.literal("/" + resource),
        file.type(RUNTIME + "Artifact"),
        config,
        (tunables.fuel() ? ".withFuel(true)" : "")
            + (tunables.interruptible() ? "" : ".withInterruptible(false)"),
        targets.size() > 1
            ? "x64 where machine code can be run, otherwise jvm"
            : targets.iterator().next().name().toLowerCase(Locale.ROOT),
        targets.size() > 1
            ? BOTH.formatted(
                config,
                engine,
                file.type(RUNTIME + "UnsupportedTargetException"),
                file.type("dev.jabiru.environ.artifact.ArtifactException"))
            : ONE.formatted(config, engine, targets.iterator().next().name()),
        engine,
        file.type("java.io.InputStream"),
        file.type("java.lang.IllegalStateException"),
        file.type("java.io.IOException"),
        file.type("java.io.UncheckedIOException"));
    return file.text();
  }
}
