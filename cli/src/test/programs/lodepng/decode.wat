;; SPDX-License-Identifier: Apache-2.0
;; Copyright The Jabiru Authors
;;
;; Decodes a PNG on standard input with the module "lodepng", and writes to the file "image" in its directory the width
;; and height, as 32-bit integers, and then the pixels in RGBA. Exits with lodepng's error.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "lodepng" "memory" (memory 1))
  (import "lodepng" "malloc" (func $malloc (param i32) (result i32)))
  (import "lodepng" "lodepng_decode32" (func $decode (param i32 i32 i32 i32 i32) (result i32)))
  (export "memory" (memory 0)) ;; where WASI looks for what it is given

  (func $check (param $code i32)
    (if (local.get $code) (then (call $proc_exit (local.get $code)))))

  (func (export "_start")
    (local $record i32) (local $png i32) (local $size i32) (local $file i32)
    ;; 0: a piece's address and length; 8: how much was read or written, or a file; 12: the pixels' address; 16, 20: width
    ;; and height; 24: the name of the file
    (local.set $record (call $malloc (i32.const 32)))
    (local.set $png (call $malloc (i32.const 100000)))
    (loop $next
      (i32.store (local.get $record) (i32.add (local.get $png) (local.get $size)))
      (i32.store offset=4 (local.get $record) (i32.sub (i32.const 100000) (local.get $size)))
      (call $check
        (call $fd_read
          (i32.const 0) (local.get $record) (i32.const 1) (i32.add (local.get $record) (i32.const 8))))
      (local.set $size (i32.add (local.get $size) (i32.load offset=8 (local.get $record))))
      (br_if $next (i32.load offset=8 (local.get $record))))
    (call $check
      (call $decode
        (i32.add (local.get $record) (i32.const 12))
        (i32.add (local.get $record) (i32.const 16))
        (i32.add (local.get $record) (i32.const 20))
        (local.get $png)
        (local.get $size)))

    (i64.store offset=24 (local.get $record) (i64.const 0x6567616d69)) ;; image
    (call $check
      (call $path_open
        (i32.const 3) (i32.const 0)
        (i32.add (local.get $record) (i32.const 24)) (i32.const 5)
        (i32.const 9) ;; create, truncate
        (i64.const 0x40) (i64.const 0) ;; write
        (i32.const 0)
        (i32.add (local.get $record) (i32.const 8))))
    (local.set $file (i32.load offset=8 (local.get $record)))
    (call $write
      (local.get $record) (local.get $file)
      (i32.add (local.get $record) (i32.const 16)) (i32.const 8))
    (call $write
      (local.get $record) (local.get $file)
      (i32.load offset=12 (local.get $record))
      (i32.mul
        (i32.const 4)
        (i32.mul (i32.load offset=16 (local.get $record)) (i32.load offset=20 (local.get $record))))))

  (func $write (param $record i32) (param $to i32) (param $from i32) (param $bytes i32)
    (loop $next
      (i32.store (local.get $record) (local.get $from))
      (i32.store offset=4 (local.get $record) (local.get $bytes))
      (call $check
        (call $fd_write
          (local.get $to) (local.get $record) (i32.const 1)
          (i32.add (local.get $record) (i32.const 8))))
      (local.set $from (i32.add (local.get $from) (i32.load offset=8 (local.get $record))))
      (local.set $bytes (i32.sub (local.get $bytes) (i32.load offset=8 (local.get $record))))
      (br_if $next (local.get $bytes)))))
