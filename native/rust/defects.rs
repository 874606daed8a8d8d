// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
//! The defects of the catalogue that safe Rust can express, in the build that is made for them. What the compiler
//! refuses (F03 to F05) is in native/test/rust_refused/; what is not in the interpreter but in a call of the kernel
//! (F09 to F14, F17) the driver's C does for every interpreter.
#![forbid(unsafe_code)]

use crate::access::Access;
use crate::content::*;

/// `field`, `divisor` and `depth` come from the caller, so that the compiler does not know them.
pub struct Unknown {
    pub field: usize,
    pub divisor: u32,
    pub depth: u32,
}

pub const CHANNEL291: u32 = 1;
pub const SILENT_OOB: u32 = 2;
pub const STACK_OVERFLOW: u32 = 6;
pub const DIV_ZERO: u32 = 7;
pub const BUSY_LOOP: u32 = 8;

/// The rule that the event is said to meet in place of `rule`.
pub fn damage<A: Access>(
    fault: u32,
    header: &Header,
    fields: &Fields,
    rule: i32,
    unknown: &Unknown,
) -> Result<i32, A::Stop> {
    match fault {
        CHANNEL291 | SILENT_OOB => {
            A::item(fields, unknown.field)?;
            Ok(rule)
        }
        STACK_OVERFLOW => Ok(rule + descend(&mut [0; 256], unknown.depth) as i32),
        DIV_ZERO => Ok(A::quotient(header.rule_count, unknown.divisor)? as i32),
        BUSY_LOOP => loop {
            core::hint::spin_loop();
        },
        _ => Ok(rule),
    }
}

/// Writes to the frame above after it has come back, so that no compiler makes a loop of it.
#[inline(never)]
fn descend(above: &mut [u8; 256], depth: u32) -> u8 {
    let mut frame = *above;
    let here = depth as usize % 256;
    frame[here] = frame[here].wrapping_add(1);
    if depth == 0 {
        return frame[here];
    }
    let below = descend(&mut frame, depth - 1);
    above[below as usize] = frame[here] ^ below;
    below.wrapping_add(frame[below as usize])
}
