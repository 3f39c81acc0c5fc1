// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * The file that holds a set of compiled modules.
 *
 * <p>In: a {@link dev.jabiru.environ.CompilationArtifacts}; out: bytes, and back, each exactly. A
 * program that runs such a file needs neither the compiler nor the code generator: {@link
 * dev.jabiru.environ.artifact.ArtifactClassSource} hands the class files to the runtime.
 *
 * <pre>{@code
 * byte[] file = ArtifactFile.write(artifacts);
 * CompilationArtifacts same = ArtifactFile.read(file);
 * }</pre>
 *
 * <h2>Every byte</h2>
 *
 * Fixed-width numbers are little-endian and unsigned. {@code varint} is unsigned LEB128 of at most
 * 32 bits in its shortest form. {@code blob} is a varint length and that many bytes. {@code string}
 * is a blob of valid UTF-8.
 *
 * <pre>
 * offset  size  header
 *      0     8  magic: 8a 4a 41 42 49 52 55 0a, that is "\x8aJABIRU\n". The high bit shows transfers
 *               that keep seven bits, the line feed those that translate line ends
 *      8     4  format version, now 2. It covers the names and descriptors in
 *               dev.jabiru.environ.jvm, builtins and trap codes as well, since class files use them
 *     12     4  CRC32C of all bytes from offset 16 to the end
 *     16     8  length of the file in bytes
 *     24        body
 *
 * body
 *   string    name and version of the compiler
 *   string    name of the target: the constant of Target
 *   1 byte    tunables: 1 interruptible, 2 fuel, 4 optimised, 8 large memories; other bits 0
 *   varint    number of modules; each:
 *     string    name in the set; all differ
 *     blob      skeleton: a Wasm binary
 *     varint    number of classes; each, the context class first:
 *       string    binary name; all differ
 *       blob      class file
 *     varint    number of functions with bodies; each, in index order:
 *       varint    which of the classes holds it
 *       varint    number of its methods, at least 1; each, the plain entry first:
 *         string    name
 *         blob      line map, see LineMap: per line, from line 1,
 *                     varint   offset in the Wasm binary, as a difference from the line before
 *                              (the first from 0), zigzag: 0, -1, 1, -2 are 0, 1, 2, 3
 *                     1 byte   0, or 1 + ordinal of the TrapCode an implicit exception means here
 * </pre>
 *
 * <p>Line offsets are those of the binary that was compiled, not of the skeleton. The checksum finds
 * damage; it is no authentication: an artifact is trusted as a JAR is.
 */
@NullMarked
package dev.jabiru.environ.artifact;

import org.jspecify.annotations.NullMarked;
