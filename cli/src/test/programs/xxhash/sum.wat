;; SPDX-License-Identifier: Apache-2.0
;; Copyright The Jabiru Authors
;;
;; Prints the XXH64 of its standard input, in hexadecimal, with the module "xxhash", piece by piece.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "xxhash" "mem" (memory 1))
  (import "xxhash" "init64" (func $init (param i32 i64)))
  (import "xxhash" "update64" (func $update (param i32 i32 i32)))
  (import "xxhash" "digest64" (func $digest (param i32) (result i64)))
  (export "memory" (memory 0)) ;; where WASI looks for what it is given

  (global $state i32 (i32.const 0))
  (global $vector i32 (i32.const 1024)) ;; address and length of a piece
  (global $count i32 (i32.const 1032))
  (global $text i32 (i32.const 1040))
  (global $piece i32 (i32.const 2048))

  (func $check (param $errno i32)
    (if (local.get $errno) (then (call $proc_exit (i32.const 1)))))

  (func $digit (param $value i32) (result i32)
    (i32.add
      (local.get $value)
      (select (i32.const 0x57) (i32.const 0x30) (i32.gt_u (local.get $value) (i32.const 9)))))

  (func (export "_start") (local $sum i64) (local $i i32)
    (call $init (global.get $state) (i64.const 0))
    (i32.store (global.get $vector) (global.get $piece))
    (loop $next
      (i32.store offset=4 (global.get $vector) (i32.const 1000))
      (call $check
        (call $fd_read (i32.const 0) (global.get $vector) (i32.const 1) (global.get $count)))
      (if (i32.load (global.get $count))
        (then
          (call $update (global.get $state) (global.get $piece) (i32.load (global.get $count)))
          (br $next))))
    (local.set $sum (call $digest (global.get $state)))
    (loop $next
      (i32.store8
        (i32.add (global.get $text) (local.get $i))
        (call $digit (i32.wrap_i64 (i64.shr_u (local.get $sum) (i64.const 60)))))
      (local.set $sum (i64.shl (local.get $sum) (i64.const 4)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 16))))
    (i32.store8 offset=16 (global.get $text) (i32.const 0x0a))
    (i32.store (global.get $vector) (global.get $text))
    (i32.store offset=4 (global.get $vector) (i32.const 17))
    (call $check
      (call $fd_write (i32.const 1) (global.get $vector) (i32.const 1) (global.get $count)))))
