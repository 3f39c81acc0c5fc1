// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.runtime;

import java.lang.invoke.MethodHandle;

/**
 * One function as seen from Java. A record, whose fields HotSpot takes for constants where the
 * record is one, so that a call through a constant handle comes down to a call.
 *
 * @param store the store to enter
 * @param target the function's own handle
 */
record Entry(Store store, MethodHandle target) {}
