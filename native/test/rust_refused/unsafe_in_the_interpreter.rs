// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// refused: usage of an .unsafe. block
// What the interpreter forbids itself (forbid(unsafe_code)), no part of it may allow again.
#![forbid(unsafe_code)]
#![crate_type = "lib"]

pub fn read(at: *const u64) -> u64 {
    unsafe { *at }
}
