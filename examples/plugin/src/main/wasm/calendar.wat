;; SPDX-License-Identifier: Apache-2.0
;; Copyright The Jabiru Authors
;;
;; Dates of the Gregorian calendar.
(module
  (import "arithmetic" "floor-mod" (func $floor-mod (param i32 i32) (result i32)))

  ;; Easter Sunday of a year, by the method of Meeus, Jones and Butcher: month and day.
  (func (export "easter") (param $year i32) (result i32 i32)
    (local $golden i32) (local $century i32) (local $of-century i32)
    (local $epact i32) (local $numbered i32) (local $shift i32)
    (local.set $golden (i32.rem_u (local.get $year) (i32.const 19)))
    (local.set $century (i32.div_u (local.get $year) (i32.const 100)))
    (local.set $of-century (i32.rem_u (local.get $year) (i32.const 100)))
    ;; (19 golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) mod 30
    (local.set $epact
      (i32.rem_u
        (i32.add
          (i32.sub
            (i32.sub
              (i32.add (i32.mul (i32.const 19) (local.get $golden)) (local.get $century))
              (i32.div_u (local.get $century) (i32.const 4)))
            (i32.div_u
              (i32.add
                (i32.sub
                  (local.get $century)
                  (i32.div_u (i32.add (local.get $century) (i32.const 8)) (i32.const 25)))
                (i32.const 1))
              (i32.const 3)))
          (i32.const 15))
        (i32.const 30)))
    ;; (32 + 2 (century mod 4) + 2 (of-century / 4) - epact - of-century mod 4) mod 7
    (local.set $shift
      (i32.rem_u
        (i32.sub
          (i32.sub
            (i32.add
              (i32.const 32)
              (i32.mul
                (i32.const 2)
                (i32.add
                  (i32.rem_u (local.get $century) (i32.const 4))
                  (i32.div_u (local.get $of-century) (i32.const 4)))))
            (local.get $epact))
          (i32.rem_u (local.get $of-century) (i32.const 4)))
        (i32.const 7)))
    ;; epact + shift - 7 ((golden + 11 epact + 22 shift) / 451) + 114, in months of 31 days
    (local.set $numbered
      (i32.sub
        (i32.add (i32.add (local.get $epact) (local.get $shift)) (i32.const 114))
        (i32.mul
          (i32.const 7)
          (i32.div_u
            (i32.add
              (local.get $golden)
              (i32.add
                (i32.mul (i32.const 11) (local.get $epact))
                (i32.mul (i32.const 22) (local.get $shift))))
            (i32.const 451)))))
    (i32.div_u (local.get $numbered) (i32.const 31))
    (i32.add (i32.rem_u (local.get $numbered) (i32.const 31)) (i32.const 1)))

  ;; The day of the week, from 1 for Monday to 7 for Sunday, by Zeller's congruence.
  (func (export "day-of-week") (param $year i32) (param $month i32) (param $day i32) (result i32)
    ;; The year begins in March.
    (if (i32.lt_u (local.get $month) (i32.const 3))
      (then
        (local.set $month (i32.add (local.get $month) (i32.const 12)))
        (local.set $year (i32.sub (local.get $year) (i32.const 1)))))
    (i32.add
      (call $floor-mod
        (i32.add
          (i32.add
            (i32.add (local.get $day) (i32.const 5))
            (i32.div_u
              (i32.mul (i32.const 13) (i32.add (local.get $month) (i32.const 1)))
              (i32.const 5)))
          (i32.sub
            (i32.add
              (i32.add
                (i32.rem_u (local.get $year) (i32.const 100))
                (i32.div_u (i32.rem_u (local.get $year) (i32.const 100)) (i32.const 4)))
              (i32.div_u (local.get $year) (i32.const 400)))
            (i32.mul (i32.const 2) (i32.div_u (local.get $year) (i32.const 100)))))
        (i32.const 7))
      (i32.const 1))))
