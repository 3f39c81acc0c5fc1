// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.ir;

import dev.jabiru.codegen.UserExternalName;

/**
 * A function that code calls or refers to.
 *
 * @param name who it is
 * @param signature what it takes and yields
 */
public record ExtFuncData(UserExternalName name, SigRef signature) {}
