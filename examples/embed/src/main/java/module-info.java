// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

/** An embedder's module. */
module dev.example.embed {
  requires dev.jabiru;

  exports dev.example.embed;
}
