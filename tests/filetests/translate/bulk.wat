(module
  (memory 1)
  ;; What may take long is done in pieces, if the guest can be interrupted.
  (func (param i32 i32)
    (memory.fill (local.get 0) (i32.const 7) (local.get 1))
    (memory.copy (local.get 0) (local.get 1) (i32.const 5))))
;; function u0:0(i32, i32) {
;;     sig0 = (i32, i64, i32, i64)
;;     sig1 = (i32, i64, i32, i64)
;;     sig2 = (i32, i32, i64, i64, i64)
;;     sig3 = (i32, i32, i64, i64, i64)
;;     fn0 = builtin:11 sig0
;;     fn1 = builtin:1 sig1
;;     fn2 = builtin:12 sig2
;;     fn3 = builtin:2 sig3
;;
;; block0(v0: i32, v1: i32):
;; @20 v2 = iconst.i32 7
;; @24 v3 = uextend v1
;; @24 v4 = uextend v0
;; @24 v5 = iconst.i32 0
;; @24 v6 = iconst.i64 1048576
;; @24 v7 = icmp ugt v3, v6
;; @24 brif v7, block1, block2
;;
;; block1:
;; @24 call fn0 v5, v4, v2, v3
;; @24 jump block3
;;
;; block2:
;; @24 call fn1 v5, v4, v2, v3
;; @24 jump block3
;;
;; block3:
;; @2b v8 = iconst.i32 5
;; @2d v9 = uextend v8
;; @2d v10 = uextend v1
;; @2d v11 = uextend v0
;; @2d v12 = iconst.i32 0
;; @2d v13 = iconst.i32 0
;; @2d v14 = iconst.i64 1048576
;; @2d v15 = icmp ugt v9, v14
;; @2d brif v15, block4, block5
;;
;; block4:
;; @2d call fn2 v12, v13, v11, v10, v9
;; @2d jump block6
;;
;; block5:
;; @2d call fn3 v12, v13, v11, v10, v9
;; @2d jump block6
;;
;; block6:
;; @31 return
;; }
