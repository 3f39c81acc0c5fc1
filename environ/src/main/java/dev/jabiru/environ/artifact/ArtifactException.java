// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.artifact;

/**
 * A file is not an artifact that this version can run: something else, of another version, damaged.
 */
public final class ArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what is wrong, where
   */
  public ArtifactException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what is wrong, where
   * @param cause what a reader of a part reported
   */
  public ArtifactException(String message, Throwable cause) {
    super(message, cause);
  }
}
