// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * The text format of WebAssembly, and the scripts that test it.
 *
 * <p><b>In:</b> a text in UTF-8. <b>Out:</b> the bytes of a binary module with a name section, and a
 * {@link dev.jabiru.wasm.text.SourceMap} that leads from those bytes back to line and column. There
 * is no tree in between, and there are no checks beyond the grammar: a text module is decoded and
 * validated like any other.
 *
 * <pre>{@code
 * TextModule text = WatParser.parse("(module (func (export \"f\")))", Features.defaults());
 * Module module = Module.decode(text.binary(), Features.defaults());
 * }</pre>
 *
 * <p>A {@link dev.jabiru.wasm.text.WastScript} is a list of commands; its modules are assembled only
 * when asked for, so that one that breaks the grammar fails alone.
 */
@NullMarked
package dev.jabiru.wasm.text;

import org.jspecify.annotations.NullMarked;
