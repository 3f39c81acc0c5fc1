// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
package dev.jabiru.wasm.text;

/**
 * A module assembled from text.
 *
 * @param binary the module in the binary format, with a name section made from its identifiers;
 *     whoever receives the array owns it
 * @param sourceMap where in the text each part of the binary comes from
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record TextModule(byte[] binary, SourceMap sourceMap) {}
