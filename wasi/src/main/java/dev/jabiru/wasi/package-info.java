// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/** WASI preview 1. */
@NullMarked
package dev.jabiru.wasi;

import org.jspecify.annotations.NullMarked;
