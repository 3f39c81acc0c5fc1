// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

import dev.jabiru.environ.Bytes;
import dev.jabiru.environ.CompilationArtifacts;
import dev.jabiru.environ.CompilationArtifacts.ClassArtifact;
import dev.jabiru.environ.CompilationArtifacts.ModuleArtifact;
import dev.jabiru.environ.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compiled modules as a JAR, for class paths and module paths; the package page says what is in it.
 *
 * <p>The class files are entries, and an index says the rest: an artifact file that has of each
 * class file only length and checksum. So what is true of artifact files is true of a JAR: nothing
 * of it runs before it has been checked.
 */
public final class ArtifactJar {
  /** The name of the class that each JAR has, in the package it was compiled for. */
  public static final String LOADER = "WasmModules";

  private static final String INDEX_FOLDER = "META-INF/jabiru/";
  private static final String INDEX_SUFFIX = ".index";
  private static final int DIGEST_BYTES = 8;

  /** The earliest that tools do not take for a mistake. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final int MOST_ENTRIES = 0xfffe;

  /**
   * Modules whose class files are read when they are wanted.
   *
   * @param artifacts the modules, of each class file only what {@link #classFiles} checks it by
   * @param classFiles finds a class file by the name of the class, null if there is none
   */
  public record Opened(
      CompilationArtifacts artifacts, Function<String, byte @Nullable []> classFiles) {}

  private ArtifactJar() {}

  // ---- Writing ------------------------------------------------------------------------------

  /**
   * {@return the JAR that holds the artifacts: the same bytes on every machine}
   *
   * @param artifacts modules compiled to classes, and to nothing else
   * @param packageName the package that they were compiled for; the JAR's module has its name
   * @throws IllegalArgumentException if they were not compiled to that
   */
  public static byte[] write(CompilationArtifacts artifacts, String packageName) {
    if (!artifacts.targets().equals(Set.of(Target.JVM))) {
      throw new IllegalArgumentException("a JAR holds class files and nothing else");
    }
    JarClasses own = JarClasses.of(artifacts, packageName);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      // Compressed data differs with the library that the JDK was built for.
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "META-INF/MANIFEST.MF", manifest(artifacts, own));
      put(zip, INDEX_FOLDER + packageName + INDEX_SUFFIX, ArtifactFile.write(index(artifacts)));
      put(zip, "module-info.class", own.moduleInfo());
      put(zip, fileOf(own.loaderName()), own.loader());
      int entries = 4;
      for (ModuleArtifact module : artifacts.modules()) {
        for (ClassArtifact c : module.classes()) {
          if (!c.name().startsWith(packageName + ".") || ++entries > MOST_ENTRIES) {
            throw new IllegalArgumentException(
                c.name() + " is not in the package " + packageName + ", or there are too many");
          }
          put(zip, fileOf(c.name()), c.bytes().toArray());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 checksum = new CRC32();
    checksum.update(content);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] manifest(CompilationArtifacts artifacts, JarClasses own)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Created-By"), artifacts.compiler());
    if (own.hasMain()) {
      main.put(Attributes.Name.MAIN_CLASS, own.loaderName());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    manifest.write(out);
    return out.toByteArray();
  }

  private static String fileOf(String className) {
    return className.replace('.', '/') + ".class";
  }

  private static CompilationArtifacts index(CompilationArtifacts artifacts) {
    return withClasses(
        artifacts, c -> new ClassArtifact(c.name(), digest(c.bytes().length(), c.bytes())));
  }

  private static Bytes digest(int length, Bytes bytes) {
    return Bytes.of(
        ByteBuffer.allocate(DIGEST_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(length)
            .putInt(bytes.checksum())
            .array());
  }

  private static CompilationArtifacts withClasses(
      CompilationArtifacts artifacts, Function<ClassArtifact, ClassArtifact> change) {
    List<ModuleArtifact> modules = new ArrayList<>();
    for (ModuleArtifact module : artifacts.modules()) {
      List<ClassArtifact> classes = new ArrayList<>();
      for (ClassArtifact c : module.classes()) {
        classes.add(change.apply(c));
      }
      modules.add(
          new ModuleArtifact(
              module.name(),
              module.inputHash(),
              module.isLinked(),
              module.skeleton(),
              classes,
              module.functions()));
    }
    return new CompilationArtifacts(
        artifacts.compiler(), artifacts.tunables(), modules, Optional.empty());
  }

  // ---- Reading ------------------------------------------------------------------------------

  /**
   * {@return the modules of the JAR that a class is from}
   *
   * <p>Everything is checked but class files: each is checked when it is asked for.
   *
   * @param loader the class {@link #LOADER} of the JAR, as its class path or module path has it
   * @throws ArtifactException if there is no index beside it, of this version and undamaged
   * @throws UncheckedIOException if it cannot be read
   */
  public static Opened open(Class<?> loader) {
    String name = "/" + INDEX_FOLDER + loader.getPackageName() + INDEX_SUFFIX;
    byte[] index = resource(loader, name);
    if (index == null) {
      throw new ArtifactException(
          "no compiled modules: there is no resource " + name + " for " + loader);
    }
    CompilationArtifacts artifacts = ArtifactReader.open(Bytes.of(index)).read();
    checkIsIndex(artifacts);
    return new Opened(artifacts, className -> resource(loader, "/" + fileOf(className)));
  }

  private static byte @Nullable [] resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the modules of a JAR, all of it checked} */
  static CompilationArtifacts read(byte[] jar) {
    JarEntries entries = JarEntries.of(jar);
    CompilationArtifacts artifacts = ArtifactReader.open(index(entries)).read();
    checkIsIndex(artifacts);
    return withClasses(
        artifacts,
        c -> {
          Bytes bytes = entries.read(fileOf(c.name()));
          return new ClassArtifact(
              c.name(), check(c.name(), c.bytes(), bytes == null ? null : bytes));
        });
  }

  /** {@return the index of a JAR} */
  static Bytes index(JarEntries entries) {
    List<String> names = new ArrayList<>();
    for (String name : entries.names()) {
      if (name.startsWith(INDEX_FOLDER) && name.endsWith(INDEX_SUFFIX)) {
        names.add(name);
      }
    }
    Bytes index = names.size() == 1 ? entries.read(names.getFirst()) : null;
    if (index == null) {
      throw new ArtifactException(
          names.isEmpty()
              ? "not a Jabiru artifact: a JAR without compiled modules"
              : "a JAR with several sets of modules, to be loaded through their classes "
                  + LOADER
                  + ": "
                  + String.join(", ", names));
    }
    return index;
  }

  /**
   * {@return a class file that is what the index says}
   *
   * @param name the name of the class
   * @param digest what the index has of it
   * @param bytes the class file, null if there is none
   * @throws ArtifactException if it is another, or not there
   */
  static Bytes check(String name, Bytes digest, @Nullable Bytes bytes) {
    if (bytes == null) {
      throw new ArtifactException("damaged artifact: the class file of " + name + " is missing");
    }
    if (!digest(bytes.length(), bytes).equals(digest)) {
      throw new ArtifactException(
          "damaged artifact: the class file of " + name + " is not the one that was compiled");
    }
    return bytes;
  }

  private static void checkIsIndex(CompilationArtifacts artifacts) {
    for (ModuleArtifact module : artifacts.modules()) {
      for (ClassArtifact c : module.classes()) {
        if (c.bytes().length() != DIGEST_BYTES) {
          throw new ArtifactException("damaged artifact: an index with class files");
        }
      }
    }
  }

  /** Whether artifacts have length and checksum in the place of class files. */
  static boolean isIndex(CompilationArtifacts artifacts) {
    return !artifacts.modules().isEmpty()
        && !artifacts.modules().getFirst().classes().isEmpty()
        && artifacts.modules().getFirst().classes().getFirst().bytes().length() == DIGEST_BYTES;
  }

  /** {@return the folders of a JAR as if they were sections} */
  static List<ArtifactFile.SectionInfo> sections(byte[] jar) {
    JarEntries entries = JarEntries.of(jar);
    List<ArtifactFile.SectionInfo> sections = new ArrayList<>();
    for (String name : entries.names()) {
      String folder = name.substring(0, name.lastIndexOf('/') + 1);
      String row = folder.isEmpty() ? name : folder;
      int bytes = entries.packedBytes(name);
      ArtifactFile.SectionInfo last = sections.isEmpty() ? null : sections.getLast();
      if (last != null && last.name().equals(row)) {
        sections.set(
            sections.size() - 1,
            new ArtifactFile.SectionInfo(row, last.offset(), last.bytes() + bytes));
      } else {
        sections.add(new ArtifactFile.SectionInfo(row, entries.offset(name), bytes));
      }
    }
    return sections;
  }
}
