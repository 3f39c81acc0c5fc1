// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/** Pairs Jabiru with other engines on the same modules in the same run. */
@NullMarked
package dev.jabiru.bench.peers;

import org.jspecify.annotations.NullMarked;
