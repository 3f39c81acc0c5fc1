// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the containers and their methods by reflection, so that no test can forget one. */
final class Containers {
  private Containers() {}

  /** All public types of the module that are generic in a kind of entity, by name. */
  static List<Class<?>> all() {
    List<Class<?>> containers = new ArrayList<>();
    for (String name : classNames()) {
      Class<?> type = load(name);
      if (Modifier.isPublic(type.getModifiers()) && isKeyed(type)) {
        containers.add(type);
      }
    }
    containers.sort(Comparator.comparing(Class::getName));
    return containers;
  }

  /** The public methods that the type or its superclasses declare, in a fixed order. */
  static List<Method> methods(Class<?> container) {
    List<Method> methods = new ArrayList<>();
    for (Method method : container.getMethods()) {
      boolean ours = method.getDeclaringClass().getName().startsWith("dev.jabiru.");
      if (ours && !method.isSynthetic()) {
        methods.add(method);
      }
    }
    methods.sort(Comparator.comparing(Method::toGenericString));
    return methods;
  }

  static boolean isEntityVariable(TypeVariable<?> variable) {
    return variable.getBounds()[0] == Entity.class;
  }

  private static boolean isKeyed(Class<?> type) {
    for (TypeVariable<?> variable : type.getTypeParameters()) {
      if (isEntityVariable(variable)) {
        return true;
      }
    }
    return false;
  }

  /** Where the classes of the module come from: a directory or a JAR. */
  static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> classNames() {
    Path location = location(Entity.class);
    try {
      if (Files.isDirectory(location)) {
        return classNames(location);
      }
      try (FileSystem jar = FileSystems.newFileSystem(location)) {
        return classNames(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> classNames(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Containers.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
