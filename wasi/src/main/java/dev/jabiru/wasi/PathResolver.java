// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Walks a guest's path from an open directory, one component at a time, and never leaves it.
 *
 * <p>The directories between the start and where the walk stands are all held open, so {@code ..}
 * pops one of them and asks the host nothing. A symbolic link is read and its text walked in its
 * place, from the directory that holds it. An absolute path, a link to one, and a {@code ..} above
 * the start fail with {@link Errno#NOTCAPABLE}; more than {@value #MAX_LINKS} links with {@link
 * Errno#LOOP}.
 */
final class PathResolver implements Closeable {
  private static final int MAX_LINKS = 40;
  private static final int MAX_PATH_BYTES = 4096;

  /** Opened on the way; the last one is where the walk stands. The start is not among them. */
  private final List<Directory> opened = new ArrayList<>();

  private final Directory start;
  private String name = ".";
  private boolean mustBeDirectory;

  private PathResolver(Directory start) {
    this.start = start;
  }

  /**
   * Walks all but the last component of a path.
   *
   * @param start where to start
   * @param path the guest's path
   * @param followLast whether to follow the last component too when it is a link
   * @return the directory reached and the last name, open until closed
   * @throws IOException if the walk fails or would leave {@code start}
   */
  static PathResolver resolve(Directory start, String path, boolean followLast) throws IOException {
    PathResolver resolver = new PathResolver(start);
    try {
      resolver.walk(path, followLast);
      return resolver;
    } catch (IOException | RuntimeException e) {
      resolver.close();
      throw e;
    }
  }

  /** {@return the directory that holds {@link #name}} */
  Directory directory() {
    return opened.isEmpty() ? start : opened.getLast();
  }

  /** {@return the last component, {@code "."} when the path ends at {@link #directory} itself} */
  String name() {
    return name;
  }

  /** {@return whether the path ends at {@link #directory} itself} */
  boolean isDirectoryItself() {
    return name.equals(".");
  }

  /** {@return whether the path ended in a slash, so that only a directory will do} */
  boolean mustBeDirectory() {
    return mustBeDirectory;
  }

  private void walk(String path, boolean followLast) throws IOException {
    Deque<String> rest = new ArrayDeque<>();
    push(rest, path);
    mustBeDirectory = path.endsWith("/");
    int links = 0;
    while (!rest.isEmpty()) {
      String component = rest.pop();
      if (component.equals(".")) {
        name = ".";
        continue;
      }
      if (component.equals("..")) {
        up();
        name = ".";
        continue;
      }
      boolean last = rest.isEmpty();
      if (last && !followLast && !mustBeDirectory) {
        name = component;
        return;
      }
      String target = linkText(component, last);
      if (target != null) {
        if (++links > MAX_LINKS) {
          throw new WasiException(Errno.LOOP);
        }
        if (last && target.endsWith("/")) {
          mustBeDirectory = true;
        }
        push(rest, target);
        name = ".";
      } else if (last) {
        name = component;
      } else {
        opened.add(directory().openDirectory(component));
      }
    }
  }

  /** The text of a link; null for anything else, and for a last component that does not exist. */
  private @org.jspecify.annotations.Nullable String linkText(String component, boolean last)
      throws IOException {
    try {
      if (directory().stat(component).type() != FileType.SYMBOLIC_LINK) {
        return null;
      }
    } catch (IOException e) {
      if (last && Errno.of(e) == Errno.NOENT) {
        return null;
      }
      throw e;
    }
    return directory().readLink(component);
  }

  private void up() throws IOException {
    if (opened.isEmpty()) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
    opened.removeLast().close();
  }

  private static void push(Deque<String> rest, String path) throws IOException {
    if (path.isEmpty()) {
      throw new WasiException(Errno.NOENT);
    }
    if (path.startsWith("/")) {
      throw new WasiException(Errno.NOTCAPABLE);
    }
    if (path.length() > MAX_PATH_BYTES) {
      throw new WasiException(Errno.NAMETOOLONG);
    }
    if (path.indexOf('\0') >= 0) {
      throw new WasiException(Errno.ILSEQ);
    }
    String[] components = path.split("/");
    for (int i = components.length - 1; i >= 0; i--) {
      if (!components[i].isEmpty()) {
        rest.push(components[i]);
      }
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Directory directory : opened) {
      try {
        directory.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    opened.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
