// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// refused: E0308
// F03 in safe Rust: a reference is never null, and nothing safe makes one of a number.
#![forbid(unsafe_code)]
#![crate_type = "lib"]

pub fn read_null() -> i32 {
    let nothing: &i32 = core::ptr::null();
    *nothing
}
