// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
//! The structures of content.h and of a record, as the C side lays them out. Integers only: every pattern of bits is
//! a value, so bytes from a stranger may be looked at as these.

pub const MAGIC: u32 = 0x4354_4252;
pub const VERSION: u16 = 1;
pub const RULES_MAX: u32 = 10_000;
pub const CRITERIA_MAX: usize = 6;
pub const RULE_TEXT: usize = 152;
pub const NO_RULE: i32 = -1;

pub const INPUT_FIELDS: usize = 20;
/// The fields that rules may look at. In a build made for faults one more: the defect of 19 July 2024, as in content.h.
#[cfg(not(faults))]
pub const TEMPLATE_FIELDS: usize = INPUT_FIELDS;
#[cfg(faults)]
pub const TEMPLATE_FIELDS: usize = INPUT_FIELDS + 1;

pub const FIELD_OPERATION: usize = 0;
pub const FIELD_PATH: usize = 1;
pub const FIELD_PARENT: usize = 2;
pub const FIELD_UID: usize = 3;
pub const FIELD_GID: usize = 4;
pub const FIELD_TGID: usize = 5;
pub const FIELD_TID: usize = 6;
pub const FIELD_PPID: usize = 7;
pub const FIELD_FLAGS: usize = 8;

pub const ANY: u8 = 0;
pub const EQUAL: u8 = 1;
pub const NOT_EQUAL: u8 = 2;
pub const TEXT: u8 = 3;
pub const PREFIX: u8 = 4;
pub const SUFFIX: u8 = 5;
pub const GLOB: u8 = 6;

pub const DENY: u8 = 1;
pub const SEVERITY_MAX: u8 = 3;

/// `enum rb_operation`: the one whose path is a socket address.
pub const CONNECT: u32 = 2;

#[repr(C)]
pub struct Criterion {
    pub field: u8,
    pub operator: u8,
    pub text_start: u16,
    pub text_length: u16,
    pub reserved: u16,
    pub number: u64,
}

#[repr(C)]
pub struct Rule {
    pub id: u32,
    pub verdict: u8,
    pub severity: u8,
    pub criteria: u8,
    pub reserved: u8,
    pub criterion: [Criterion; CRITERIA_MAX],
    pub text: [u8; RULE_TEXT],
}

#[repr(C)]
pub struct Header {
    pub magic: u32,
    pub version: u16,
    pub input_fields: u16,
    pub rule_count: u32,
    pub checksum: u32,
    pub fields_used: u32,
    pub reserved: u32,
}

#[repr(C)]
pub struct Record {
    pub hook_ns: u64,
    pub operation: u32,
    pub tgid: u32,
    pub tid: u32,
    pub ppid: u32,
    pub uid: u32,
    pub gid: u32,
    pub path_len: i32,
    pub flags: u32,
    pub path: [u8; 196],
    pub rule: i32,
    pub parent: [u8; 16],
}

/// What the rules see of a record, by field.
pub type Fields = [u64; INPUT_FIELDS];

// One of another size does not compile.
const _: [(); 16] = [(); core::mem::size_of::<Criterion>()];
const _: [(); 256] = [(); core::mem::size_of::<Rule>()];
const _: [(); 24] = [(); core::mem::size_of::<Header>()];
const _: [(); 256] = [(); core::mem::size_of::<Record>()];
const _: [(); 8] = [(); core::mem::align_of::<Rule>()];
