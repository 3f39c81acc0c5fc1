// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasi;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;

/** The error codes of {@code wasi_snapshot_preview1}; a code is the constant's ordinal. */
enum Errno {
  // spotless:off  In the order of the standard: the position is the number.
  SUCCESS, E2BIG, ACCES, ADDRINUSE, ADDRNOTAVAIL, AFNOSUPPORT, AGAIN, ALREADY, BADF, BADMSG,
  BUSY, CANCELED, CHILD, CONNABORTED, CONNREFUSED, CONNRESET, DEADLK, DESTADDRREQ, DOM, DQUOT,
  EXIST, FAULT, FBIG, HOSTUNREACH, IDRM, ILSEQ, INPROGRESS, INTR, INVAL, IO,
  ISCONN, ISDIR, LOOP, MFILE, MLINK, MSGSIZE, MULTIHOP, NAMETOOLONG, NETDOWN, NETRESET,
  NETUNREACH, NFILE, NOBUFS, NODEV, NOENT, NOEXEC, NOLCK, NOLINK, NOMEM, NOMSG,
  NOPROTOOPT, NOSPC, NOSYS, NOTCONN, NOTDIR, NOTEMPTY, NOTRECOVERABLE, NOTSOCK, NOTSUP, NOTTY,
  NXIO, OVERFLOW, OWNERDEAD, PERM, PIPE, PROTO, PROTONOSUPPORT, PROTOTYPE, RANGE, ROFS,
  SPIPE, SRCH, STALE, TIMEDOUT, TXTBSY, XDEV, NOTCAPABLE;
  // spotless:on

  /** {@return the number that a guest sees} */
  int code() {
    return ordinal();
  }

  /**
   * {@return the code that says best what a Java exception says}
   *
   * @param e an exception of the file system
   */
  static Errno of(Exception e) {
    return switch (e) {
      case WasiException w -> w.errno();
      case NoSuchFileException x -> NOENT;
      case FileAlreadyExistsException x -> EXIST;
      case DirectoryNotEmptyException x -> NOTEMPTY;
      case NotDirectoryException x -> NOTDIR;
      case NotLinkException x -> INVAL;
      case AccessDeniedException x -> ACCES;
      case FileSystemLoopException x -> LOOP;
      case ReadOnlyFileSystemException x -> ROFS;
      case NonReadableChannelException x -> BADF;
      case NonWritableChannelException x -> BADF;
      case ClosedChannelException x -> BADF;
      case ClosedFileSystemException x -> BADF;
      case InvalidPathException x -> INVAL;
      case UnsupportedOperationException x -> NOTSUP;
      case IllegalArgumentException x -> INVAL;
      case IOException x -> ofMessage(x);
      default -> IO;
    };
  }

  /** The JDK puts the C library's words in the message where it has no exception of its own. */
  private static Errno ofMessage(IOException e) {
    String message = String.valueOf(e.getMessage());
    for (Phrase phrase : Phrase.values()) {
      if (message.contains(phrase.text)) {
        return phrase.errno;
      }
    }
    return IO;
  }

  private enum Phrase {
    // spotless:off
    LINKS        ("Too many levels of symbolic links", Errno.LOOP),
    NOT_DIRECTORY("Not a directory",                   Errno.NOTDIR),
    IS_DIRECTORY ("Is a directory",                    Errno.ISDIR),
    NOT_EMPTY    ("Directory not empty",               Errno.NOTEMPTY),
    NO_SPACE     ("No space left on device",           Errno.NOSPC),
    FILES        ("Too many open files",               Errno.MFILE),
    LONG_NAME    ("File name too long",                Errno.NAMETOOLONG),
    BUSY         ("Device or resource busy",           Errno.BUSY),
    CROSS        ("cross-device link",                 Errno.XDEV),
    READ_ONLY    ("Read-only file system",             Errno.ROFS),
    PERMITTED    ("Operation not permitted",           Errno.PERM),
    INVALID      ("Invalid argument",                  Errno.INVAL),
    TOO_LARGE    ("File too large",                    Errno.FBIG),
    PIPE         ("Broken pipe",                       Errno.PIPE);
    // spotless:on

    private final String text;
    private final Errno errno;

    Phrase(String text, Errno errno) {
      this.text = text;
      this.errno = errno;
    }
  }
}
