// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * What the x86-64 target's code and the runtime must agree on: {@link
 * dev.jabiru.environ.x64.NativeLayout where things are} in native memory, and what {@link
 * dev.jabiru.environ.x64.NativeCode compiling modules} gives the runtime to load.
 *
 * <p>Nothing here touches native memory.
 */
@NullMarked
package dev.jabiru.environ.x64;

import org.jspecify.annotations.NullMarked;
