// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
//! The content interpreter in Rust, for C. This file is the border: the only one with `unsafe`, which stands for what C
//! promises (driver/rust.h) and nothing checks. No crates, no allocation, and of the standard library only `core`.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

mod access;
mod check;
mod content;
#[cfg(faults)]
mod defects;
mod interpreter;

use access::{Access, Fallible, Panicking};
use content::{Fields, Header, Record, Rule};

/// In place of a rule: something outside was asked for. RB_STOPPED in driver/rust.h.
const STOPPED: i32 = i32::MIN;

extern "C" {
    /// Says where, and does not return.
    fn rb_rust_panicked(file: *const u8, length: usize, line: u32) -> !;
}

#[panic_handler]
fn panicked(info: &core::panic::PanicInfo) -> ! {
    let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
    // SAFETY: it takes `length` bytes, which a str has.
    unsafe { rb_rust_panicked(file.as_ptr(), file.len(), line) }
}

/// Content that C gave: where it is, and how many bytes of it are there, whatever its header says.
struct Given<'a> {
    header: &'a Header,
    rules: &'a [Rule],
    body: &'a [u8],
}

impl<'a> Given<'a> {
    /// None: shorter than a header.
    ///
    /// # Safety
    /// `bytes` is aligned to 8, and `size` bytes from there may be read and are not written during `'a`.
    unsafe fn new(bytes: *const u8, size: usize) -> Option<Self> {
        let room = size.checked_sub(core::mem::size_of::<Header>())?;
        // SAFETY: the caller's promise; every pattern of bits is a Header and a Rule.
        unsafe {
            let behind = bytes.add(core::mem::size_of::<Header>());
            Some(Given {
                header: &*bytes.cast::<Header>(),
                rules: core::slice::from_raw_parts(behind.cast::<Rule>(), room / core::mem::size_of::<Rule>()),
                body: core::slice::from_raw_parts(behind, room),
            })
        }
    }
}

fn verdict<A: Access>(given: Option<Given>, fields: &mut Fields, record: &Record) -> Result<i32, A::Stop> {
    interpreter::fill(fields, record);
    match given {
        Some(content) => interpreter::evaluate::<A>(content.header, content.rules, fields, record),
        None => Ok(content::NO_RULE),
    }
}

/// 1: the bytes are content that may be evaluated.
///
/// # Safety
/// As [`Given::new`].
#[no_mangle]
pub unsafe extern "C" fn rb_rust_is_content(bytes: *const u8, size: usize) -> i32 {
    // SAFETY: the caller's promise.
    let given = unsafe { Given::new(bytes, size) };
    given.map_or(0, |content| {
        check::is_content(content.header, content.rules, content.body).into()
    })
}

/// Index of the rule, or NO_RULE. What is outside is a panic.
///
/// # Safety
/// As [`Given::new`]; `fields` may be written and `record` read, and nobody else touches them meanwhile.
#[no_mangle]
pub unsafe extern "C" fn rb_rust_evaluate(
    bytes: *const u8,
    size: usize,
    fields: *mut Fields,
    record: *const Record,
) -> i32 {
    // SAFETY: the caller's promise.
    match unsafe { verdict::<Panicking>(Given::new(bytes, size), &mut *fields, &*record) } {
        Ok(rule) => rule,
        Err(never) => match never {},
    }
}

/// The same; what is outside gives STOPPED.
///
/// # Safety
/// As [`rb_rust_evaluate`].
#[no_mangle]
pub unsafe extern "C" fn rb_rust_evaluate_fallibly(
    bytes: *const u8,
    size: usize,
    fields: *mut Fields,
    record: *const Record,
) -> i32 {
    // SAFETY: the caller's promise.
    match unsafe { verdict::<Fallible>(Given::new(bytes, size), &mut *fields, &*record) } {
        Ok(rule) => rule,
        Err(access::Outside) => STOPPED,
    }
}

/// What a defect of the catalogue makes of `rule`; `fallibly`: as in [`rb_rust_evaluate_fallibly`].
///
/// # Safety
/// `header` and `fields` may be read.
#[cfg(faults)]
#[no_mangle]
pub unsafe extern "C" fn rb_rust_damage(
    fault: u32,
    fallibly: i32,
    header: *const Header,
    fields: *const Fields,
    rule: i32,
    divisor: u32,
) -> i32 {
    let unknown = defects::Unknown {
        field: content::INPUT_FIELDS + divisor as usize,
        divisor,
        depth: u32::MAX - divisor,
    };
    // SAFETY: the caller's promise.
    let (header, fields) = unsafe { (&*header, &*fields) };
    if fallibly == 0 {
        return match defects::damage::<Panicking>(fault, header, fields, rule, &unknown) {
            Ok(rule) => rule,
            Err(never) => match never {},
        };
    }
    match defects::damage::<Fallible>(fault, header, fields, rule, &unknown) {
        Ok(rule) => rule,
        Err(access::Outside) => STOPPED,
    }
}
