;; SPDX-License-Identifier: Apache-2.0
;; Copyright The Jabiru Authors
;;
;; Evaluates its first argument with the module "ruby", which has been initialised. Exits with the state after that: 0,
;; or what Ruby says of an exception.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "ruby" "memory" (memory 1))
  (import "ruby" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "ruby" "ruby-init: func(args: list<string>) -> ()" (func $ruby_init (param i32 i32)))
  (import "ruby" "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>"
    (func $eval (param i32 i32) (result i32)))
  (export "memory" (memory 0)) ;; where WASI looks for what it is given

  (func $allocate (param $bytes i32) (result i32)
    (call $realloc (i32.const 0) (i32.const 0) (i32.const 8) (local.get $bytes)))

  ;; Ruby takes what it is given over, so each string has memory of its own.
  (func $string (param $at i32) (param $chars i64) (param $count i32)
    (i32.store (local.get $at) (call $allocate (i32.const 8)))
    (i32.store offset=4 (local.get $at) (local.get $count))
    (i64.store (i32.load (local.get $at)) (local.get $chars)))

  (func $length (param $string i32) (result i32)
    (local $end i32)
    (local.set $end (local.get $string))
    (loop $next
      (if (i32.load8_u (local.get $end))
        (then (local.set $end (i32.add (local.get $end) (i32.const 1))) (br $next))))
    (i32.sub (local.get $end) (local.get $string)))

  (func (export "_start")
    (local $list i32) (local $sizes i32) (local $arguments i32) (local $script i32)
    (local.set $list (call $allocate (i32.const 16)))
    (call $string (local.get $list) (i64.const 0x79627572) (i32.const 4)) ;; ruby
    (call $string (i32.add (local.get $list) (i32.const 8)) (i64.const 0x303d5f652d) (i32.const 5)) ;; -e_=0
    (call $ruby_init (local.get $list) (i32.const 2))

    (local.set $sizes (call $allocate (i32.const 8)))
    (drop (call $args_sizes_get (local.get $sizes) (i32.add (local.get $sizes) (i32.const 4))))
    (if (i32.lt_u (i32.load (local.get $sizes)) (i32.const 2)) (then (call $proc_exit (i32.const 2))))
    (local.set $arguments (call $allocate (i32.shl (i32.load (local.get $sizes)) (i32.const 2))))
    (drop
      (call $args_get (local.get $arguments) (call $allocate (i32.load offset=4 (local.get $sizes)))))
    (local.set $script (i32.load offset=4 (local.get $arguments)))
    (call $proc_exit
      (i32.load offset=4 (call $eval (local.get $script) (call $length (local.get $script)))))))
