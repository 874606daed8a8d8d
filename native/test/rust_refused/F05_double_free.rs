// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// refused: E0382
// F05, its other form: freed twice.
#![forbid(unsafe_code)]
#![crate_type = "lib"]

pub struct Rule {
    pub verdict: u8,
}

fn free(_rule: Rule) {}

pub fn free_twice(rule: Rule) {
    free(rule);
    free(rule);
}
