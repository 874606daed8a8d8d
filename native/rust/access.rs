// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
//! What reading outside does. The interpreter is one source; each of these makes a build of it.
#![forbid(unsafe_code)]

use core::convert::Infallible;

/// Each function gives what is inside; of what is outside none of them gives anything.
pub trait Access {
    /// Why the interpreter ended. Without a value: it never ends so.
    type Stop;

    fn item<T>(of: &[T], index: usize) -> Result<&T, Self::Stop>;
    fn part(of: &[u8], start: usize, length: usize) -> Result<&[u8], Self::Stop>;
    #[cfg(faults)]
    fn quotient(of: u32, by: u32) -> Result<u32, Self::Stop>;
}

/// What is outside is a panic, which in the kernel is a BUG: `module-rust`. It names the line that asked.
pub struct Panicking;

impl Access for Panicking {
    type Stop = Infallible;

    #[inline(always)]
    #[track_caller]
    fn item<T>(of: &[T], index: usize) -> Result<&T, Infallible> {
        Ok(&of[index])
    }

    #[inline(always)]
    #[track_caller]
    fn part(of: &[u8], start: usize, length: usize) -> Result<&[u8], Infallible> {
        Ok(&of[start..start + length])
    }

    #[cfg(faults)]
    fn quotient(of: u32, by: u32) -> Result<u32, Infallible> {
        Ok(of / by)
    }
}

/// What is outside is an error, up to whoever called: `module-rust-fallible`.
pub struct Fallible;

/// Something outside was asked for.
pub struct Outside;

impl Access for Fallible {
    type Stop = Outside;

    #[inline(always)]
    fn item<T>(of: &[T], index: usize) -> Result<&T, Outside> {
        of.get(index).ok_or(Outside)
    }

    #[inline(always)]
    fn part(of: &[u8], start: usize, length: usize) -> Result<&[u8], Outside> {
        of.get(start..).and_then(|rest| rest.get(..length)).ok_or(Outside)
    }

    #[cfg(faults)]
    fn quotient(of: u32, by: u32) -> Result<u32, Outside> {
        of.checked_div(by).ok_or(Outside)
    }
}
