// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.environ.x64;

/**
 * What the handler of faults finds in the page behind its code, in bytes. There is one handler in a
 * process, for all class loaders that hold these classes: the first installs it, and each adds the
 * region its machine code is in.
 */
public final class FaultHandlerLayout {
  /**
   * The version of this layout and of what the handler reads of {@link NativeLayout contexts,
   * stores and memories}. A class loader with another version does without the handler.
   */
  public static final int VERSION = 1;

  // spotless:off
  /** The handler of SIGSEGV that was there before. */
  public static final int PREVIOUS_SEGV = 0;
  /** The handler of SIGBUS that was there before. */
  public static final int PREVIOUS_BUS  = 8;
  /** How many regions there are. */
  public static final int REGION_COUNT  = 16;
  /** The first region. */
  public static final int REGIONS       = 32;

  /** Region: its first address. */
  public static final int REGION_START  = 0;
  /** Region: its size. */
  public static final int REGION_LENGTH = 8;
  /** Region: the stub that leaves for good. */
  public static final int REGION_STUB   = 16;
  /** Region, i32: the number of the trap. */
  public static final int REGION_TRAP   = 24;
  /** The size of the entry of a region. */
  public static final int REGION_BYTES  = 32;

  /** The size of code and data, each. */
  public static final int PAGE_BYTES    = 4096;
  /** How many regions fit. */
  public static final int MAX_REGIONS   = (PAGE_BYTES - REGIONS) / REGION_BYTES;
  // spotless:on

  private FaultHandlerLayout() {}
}
