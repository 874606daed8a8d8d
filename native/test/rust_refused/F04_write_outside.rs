// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// refused: E0133
// F04 in safe Rust: 64 bytes behind an object are no part of any slice of it, and raw memory may not be written.
#![forbid(unsafe_code)]
#![crate_type = "lib"]

pub fn write_behind(object: &mut [u8; 64]) {
    let behind = object.as_mut_ptr().wrapping_add(64);
    *behind = 0x41;
}
