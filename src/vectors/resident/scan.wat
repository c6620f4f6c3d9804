;; Scores rows of int8 codes against an int16 query, four rows at a time, so that each part of the query is loaded once
;; for four. A row is: scale (f32), 12 bytes for others, then its codes at `codes` bytes from its start.
;; A lane adds up to 32 * 127 * |query| for 128 values: callers bound the query so that it cannot overflow.
(module
  (memory (export "memory") 4)

  (func $sum (param $lanes v128) (result f32)
    (local $floats v128)
    (local.set $floats (f32x4.convert_i32x4_s (local.get $lanes)))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $floats)) (f32x4.extract_lane 1 (local.get $floats)))
      (f32.add (f32x4.extract_lane 2 (local.get $floats)) (f32x4.extract_lane 3 (local.get $floats)))))

  ;; `count` slots (i32, a multiple of 4) at `slots`; a score (f32) for each at `out`; `dimension` a multiple of 8.
  (func (export "scan")
    (param $rows i32) (param $stride i32) (param $codes i32) (param $dimension i32)
    (param $slots i32) (param $count i32) (param $query i32) (param $out i32)
    (local $end i32) (local $queryEnd i32) (local $part i32) (local $value v128)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $rowA i32) (local $rowB i32) (local $rowC i32) (local $rowD i32)
    (local $sumA v128) (local $sumB v128) (local $sumC v128) (local $sumD v128)
    (local.set $end (i32.add (local.get $slots) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $queryEnd (i32.add (local.get $query) (i32.shl (local.get $dimension) (i32.const 1))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $slots) (local.get $end)))
        (local.set $rowA (i32.add (local.get $rows) (i32.mul (i32.load (local.get $slots)) (local.get $stride))))
        (local.set $rowB (i32.add (local.get $rows) (i32.mul (i32.load offset=4 (local.get $slots)) (local.get $stride))))
        (local.set $rowC (i32.add (local.get $rows) (i32.mul (i32.load offset=8 (local.get $slots)) (local.get $stride))))
        (local.set $rowD (i32.add (local.get $rows) (i32.mul (i32.load offset=12 (local.get $slots)) (local.get $stride))))
        (local.set $a (i32.add (local.get $rowA) (local.get $codes)))
        (local.set $b (i32.add (local.get $rowB) (local.get $codes)))
        (local.set $c (i32.add (local.get $rowC) (local.get $codes)))
        (local.set $d (i32.add (local.get $rowD) (local.get $codes)))
        (local.set $sumA (v128.const i32x4 0 0 0 0))
        (local.set $sumB (v128.const i32x4 0 0 0 0))
        (local.set $sumC (v128.const i32x4 0 0 0 0))
        (local.set $sumD (v128.const i32x4 0 0 0 0))
        (local.set $part (local.get $query))
        (loop $values
          (local.set $value (v128.load (local.get $part)))
          (local.set $sumA (i32x4.add (local.get $sumA) (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $a)) (local.get $value))))
          (local.set $sumB (i32x4.add (local.get $sumB) (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $b)) (local.get $value))))
          (local.set $sumC (i32x4.add (local.get $sumC) (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $c)) (local.get $value))))
          (local.set $sumD (i32x4.add (local.get $sumD) (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $d)) (local.get $value))))
          (local.set $a (i32.add (local.get $a) (i32.const 8)))
          (local.set $b (i32.add (local.get $b) (i32.const 8)))
          (local.set $c (i32.add (local.get $c) (i32.const 8)))
          (local.set $d (i32.add (local.get $d) (i32.const 8)))
          (local.set $part (i32.add (local.get $part) (i32.const 16)))
          (br_if $values (i32.lt_u (local.get $part) (local.get $queryEnd))))
        (f32.store (local.get $out) (f32.mul (f32.load (local.get $rowA)) (call $sum (local.get $sumA))))
        (f32.store offset=4 (local.get $out) (f32.mul (f32.load (local.get $rowB)) (call $sum (local.get $sumB))))
        (f32.store offset=8 (local.get $out) (f32.mul (f32.load (local.get $rowC)) (call $sum (local.get $sumC))))
        (f32.store offset=12 (local.get $out) (f32.mul (f32.load (local.get $rowD)) (call $sum (local.get $sumD))))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (local.set $slots (i32.add (local.get $slots) (i32.const 16)))
        (br $next)))))
