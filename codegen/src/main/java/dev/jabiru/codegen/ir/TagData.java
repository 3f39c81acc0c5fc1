// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

/**
 * What code needs to know of an exception tag.
 *
 * @param index its number, which means something to whoever embeds the code generator
 * @param signature the signature whose parameters are the payload; it has no results
 */
public record TagData(int index, SigRef signature) {}
