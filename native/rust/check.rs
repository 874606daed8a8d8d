// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
//! Whether bytes are content: what check.h does, in Rust. It reads by iterators and slices that it has just made, so
//! that there is nothing to be outside of.
#![forbid(unsafe_code)]

use crate::content::*;

/// CRC-32 as in zlib and in java.util.zip, four bits at a time.
pub fn checksum(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = [
        0x0000_0000, 0x1db7_1064, 0x3b6e_20c8, 0x26d9_30ac, 0x76dc_4190, 0x6b6b_51f4, 0x4db2_6158, 0x5005_713c,
        0xedb8_8320, 0xf00f_9344, 0xd6d6_a3e8, 0xcb61_b38c, 0x9b64_c2b0, 0x86d3_d2d4, 0xa00a_e278, 0xbdbd_f21c,
    ];
    !bytes.iter().fold(0xffff_ffff, |crc: u32, byte| {
        let crc = crc ^ u32::from(*byte);
        let crc = crc >> 4 ^ TABLE[(crc & 15) as usize];
        crc >> 4 ^ TABLE[(crc & 15) as usize]
    })
}

fn criterion_is_sound(criterion: &Criterion, rule: &Rule) -> bool {
    let field = criterion.field as usize;
    let is_text = field == FIELD_PATH || field == FIELD_PARENT;
    let has_text = criterion.text_start != 0 || criterion.text_length != 0;
    if field >= TEMPLATE_FIELDS || criterion.reserved != 0 {
        return false;
    }
    match criterion.operator {
        ANY => !has_text && criterion.number == 0,
        EQUAL | NOT_EQUAL => !is_text && !has_text,
        TEXT | PREFIX | SUFFIX | GLOB => {
            let text = rule
                .text
                .get(criterion.text_start as usize..)
                .and_then(|rest| rest.get(..criterion.text_length as usize));
            is_text
                && criterion.number == 0
                && text.map_or(false, |text| !text.is_empty() && !text.contains(&0))
        }
        _ => false,
    }
}

fn used(rule: &Rule) -> impl Iterator<Item = &Criterion> {
    rule.criterion.iter().take(rule.criteria as usize)
}

fn rule_is_sound(rule: &Rule) -> bool {
    rule.verdict <= DENY
        && rule.severity <= SEVERITY_MAX
        && rule.reserved == 0
        && rule.criteria != 0
        && rule.criteria as usize <= CRITERIA_MAX
        && used(rule).all(|criterion| criterion_is_sound(criterion, rule))
}

/// `rules`: as many as `body`, the bytes behind the header, has room for.
pub fn is_content(header: &Header, rules: &[Rule], body: &[u8]) -> bool {
    header.magic == MAGIC
        && header.version == VERSION
        && header.input_fields as usize == INPUT_FIELDS
        && header.reserved == 0
        && header.rule_count <= RULES_MAX
        && body.len() == header.rule_count as usize * core::mem::size_of::<Rule>()
        && header.checksum == checksum(body)
        && rules.iter().all(rule_is_sound)
        && header.fields_used
            == rules
                .iter()
                .flat_map(used)
                .filter(|criterion| criterion.operator != ANY)
                .fold(0, |fields, criterion| fields | 1 << criterion.field)
}
