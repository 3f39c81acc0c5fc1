// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * WASI preview 1 for guests of the Jabiru runtime.
 *
 * <p>{@link dev.jabiru.wasi.WasiPreview1} is the whole API: a builder says what the guest is given,
 * {@link dev.jabiru.wasi.WasiPreview1#addTo addTo} lets guests import the functions, and {@link
 * dev.jabiru.wasi.WasiExit} is how a guest ends itself. All functions of {@code
 * wasi_snapshot_preview1} are there; those of sockets answer that no descriptor is one.
 *
 * <h2>Files</h2>
 *
 * <p>A guest sees the directories it is given and what lies below them. Its paths are walked one
 * component at a time; links are read and walked in their turn; an absolute path, a link to one, and
 * a {@code ..} above the start are refused. What happens when a host process swaps a directory for
 * a link in the middle of a walk depends on how the directory can be held:
 *
 * <table>
 * <caption>Guarantees</caption>
 * <tr><th>where</th><th>how</th><th>against a swap</th></tr>
 * <tr><td>Linux on x86-64 or aarch64, default file system, native access enabled for {@code
 *     dev.jabiru.wasi}, {@code /proc} mounted</td><td>a file descriptor per directory</td><td>every
 *     operation holds</td></tr>
 * <tr><td>Linux without native access, and other systems whose Java has it</td><td>{@link
 *     java.nio.file.SecureDirectoryStream}</td><td>every operation holds; creating directories,
 *     creating and reading links, and paths through links are refused with {@code NOTSUP}</td></tr>
 * <tr><td>any file system, directory declared {@link dev.jabiru.wasi.Sharing#UNSHARED}</td><td>by
 *     path</td><td>none needed: nobody else writes there. All operations that the file system has
 *     work</td></tr>
 * <tr><td>anything else</td><td colspan="2">refused when the directory is opened</td></tr>
 * </table>
 *
 * <p>An unshared directory is held by a descriptor too where that can be, else by path. Below a
 * read-only directory whatever would change something fails with {@code ROFS}.
 *
 * <h2>Waiting</h2>
 *
 * <p>A guest that sleeps stops within 20 ms of a deadline or interruption. One that reads standard
 * input blocks its thread until something comes, and stops after that.
 */
@NullMarked
package dev.jabiru.wasi;

import org.jspecify.annotations.NullMarked;
