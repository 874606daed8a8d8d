// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
//! The verdict on one event: what interpreter.h does, in Rust. For content that the check accepts, both find the same
//! rule; for any other bytes C reads something else inside the event and the rule, and this stops.
#![forbid(unsafe_code)]

use crate::access::Access;
use crate::content::*;

/// What the rules see of a record; the fields without a meaning stay as they are.
#[inline(always)]
pub fn fill(fields: &mut Fields, record: &Record) {
    // A negative length is an error, and an address is no text.
    let path = match usize::try_from(record.path_len) {
        Ok(length @ 1..) if record.operation != CONNECT && length <= record.path.len() => length - 1,
        _ => 0,
    };
    let parent = record.parent.iter().position(|byte| *byte == 0);
    fields[FIELD_OPERATION] = record.operation.into();
    fields[FIELD_PATH] = path as u64;
    fields[FIELD_PARENT] = parent.unwrap_or(record.parent.len()) as u64;
    fields[FIELD_UID] = record.uid.into();
    fields[FIELD_GID] = record.gid.into();
    fields[FIELD_TGID] = record.tgid.into();
    fields[FIELD_TID] = record.tid.into();
    fields[FIELD_PPID] = record.ppid.into();
    fields[FIELD_FLAGS] = record.flags.into();
}

/// Index of the first rule that matches, or NO_RULE. `rules`: as many as there is memory of, whatever the header says.
#[inline(always)]
pub fn evaluate<A: Access>(
    header: &Header,
    rules: &[Rule],
    fields: &Fields,
    record: &Record,
) -> Result<i32, A::Stop> {
    for index in 0..header.rule_count {
        if rule_matches::<A>(A::item(rules, index as usize)?, fields, record)? {
            return Ok(index as i32);
        }
    }
    Ok(NO_RULE)
}

#[inline(always)]
fn rule_matches<A: Access>(rule: &Rule, fields: &Fields, record: &Record) -> Result<bool, A::Stop> {
    for criterion in rule.criterion.iter().take(rule.criteria as usize) {
        if !criterion_matches::<A>(criterion, rule, fields, record)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[inline(always)]
fn criterion_matches<A: Access>(
    criterion: &Criterion,
    rule: &Rule,
    fields: &Fields,
    record: &Record,
) -> Result<bool, A::Stop> {
    let field = criterion.field as usize;
    if criterion.operator == ANY {
        return Ok(true);
    }
    if field >= TEMPLATE_FIELDS {
        return Ok(false);
    }
    let value = *A::item(fields, field)?;
    match criterion.operator {
        EQUAL => Ok(value == criterion.number),
        NOT_EQUAL => Ok(value != criterion.number),
        TEXT | PREFIX | SUFFIX | GLOB => {
            let of_event: &[u8] = match field {
                FIELD_PATH => &record.path,
                FIELD_PARENT => &record.parent,
                _ => return Ok(false),
            };
            let text = A::part(of_event, 0, value as usize)?;
            let pattern = A::part(
                &rule.text,
                criterion.text_start as usize,
                criterion.text_length as usize,
            )?;
            text_matches::<A>(criterion.operator, text, pattern)
        }
        _ => Ok(false),
    }
}

#[inline(always)]
fn text_matches<A: Access>(operator: u8, text: &[u8], pattern: &[u8]) -> Result<bool, A::Stop> {
    if operator == GLOB {
        return glob_matches::<A>(text, pattern);
    }
    if pattern.len() > text.len() || (operator == TEXT && pattern.len() != text.len()) {
        return Ok(false);
    }
    let start = if operator == SUFFIX { text.len() - pattern.len() } else { 0 };
    let text = A::part(text, start, pattern.len())?;
    // Byte by byte, as C does it: a memcmp would be a call of the kernel's.
    Ok(text.iter().zip(pattern).all(|(left, right)| left == right))
}

/// `*` takes any bytes, `?` takes one. What follows a star is fitted as early as it can be.
#[inline(always)]
fn glob_matches<A: Access>(text: &[u8], pattern: &[u8]) -> Result<bool, A::Stop> {
    let mut at = 0;
    let mut wanted = 0;
    // Where the part after the last star begins in the pattern, and where it is tried in the text.
    let mut part = None;
    loop {
        if wanted < pattern.len() {
            let byte = *A::item(pattern, wanted)?;
            if byte == b'*' {
                wanted += 1;
                if wanted == pattern.len() {
                    return Ok(true);
                }
                at = search::<A>(text, at, *A::item(pattern, wanted)?)?;
                part = Some((wanted, at));
                continue;
            }
            if at >= text.len() {
                return Ok(false);
            }
            if byte == b'?' || byte == *A::item(text, at)? {
                at += 1;
                wanted += 1;
                continue;
            }
        } else if at == text.len() {
            return Ok(true);
        }
        match part {
            None => return Ok(false),
            Some((begins, tried)) => {
                wanted = begins;
                at = search::<A>(text, tried + 1, *A::item(pattern, wanted)?)?;
                part = Some((begins, at));
            }
        }
    }
}

/// The first place from `at` on where the text has `first`, or its end. A wildcard begins anywhere.
#[inline(always)]
fn search<A: Access>(text: &[u8], mut at: usize, first: u8) -> Result<usize, A::Stop> {
    if first == b'?' || first == b'*' {
        return Ok(at);
    }
    while at < text.len() && *A::item(text, at)? != first {
        at += 1;
    }
    Ok(at)
}
