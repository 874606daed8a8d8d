// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// refused: E0382
// F05 in safe Rust: what was given away to be freed is nobody's to use.
#![forbid(unsafe_code)]
#![crate_type = "lib"]

pub struct Rule {
    pub verdict: u8,
}

fn free(_rule: Rule) {}

pub fn use_freed(rule: Rule) -> u8 {
    free(rule);
    rule.verdict
}
