// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/**
 * The {@code jabiru} command: arguments come in, an exit code and text go out. {@link dev.jabiru.cli.Main} holds the
 * table of sub-commands; each sub-command is a class of its own. Nothing here is an API.
 */
@NullMarked
package dev.jabiru.cli;

import org.jspecify.annotations.NullMarked;
