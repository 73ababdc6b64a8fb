//! A hash that is the same on every machine. `std`'s hashers may differ between versions, and a `usize`
//! is eight bytes natively and four in wasm, so every number is fed here as eight.
//!
//! What is fed is what the compiler's derived `Hash` feeds: fields in order, a variant by its number, a length before a
//! list. No compiler promises that, so rust-toolchain.toml pins one, and a test here says at once if another differs.

use std::hash::{Hash, Hasher};

/// Runs over all facts so far; two runs that agree on it went the same way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunningHash(u64);

impl Default for RunningHash {
    fn default() -> Self {
        RunningHash(0xcbf2_9ce4_8422_2325)
    }
}

impl RunningHash {
    pub fn add(&mut self, value: &impl Hash) {
        value.hash(self);
    }

    pub fn value(self) -> u64 {
        self.0
    }
}

impl Hasher for RunningHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte as u64);
        }
    }

    /// One multiply-and-fold a number: the state is replaced by a mix of itself and `n`.
    fn write_u64(&mut self, n: u64) {
        let wide = (self.0 ^ n) as u128 * 0x9e37_79b9_7f4a_7c15;
        self.0 = (wide >> 64) as u64 ^ wide as u64 ^ 0x5851_f42d_4c95_7f2d;
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(n as u64);
    }
    fn write_u16(&mut self, n: u16) {
        self.write_u64(n as u64);
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(n as u64);
    }
    fn write_u128(&mut self, n: u128) {
        self.write_u64((n >> 64) as u64);
        self.write_u64(n as u64);
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
    fn write_i8(&mut self, n: i8) {
        self.write_u64(n as i64 as u64);
    }
    fn write_i16(&mut self, n: i16) {
        self.write_u64(n as i64 as u64);
    }
    fn write_i32(&mut self, n: i32) {
        self.write_u64(n as i64 as u64);
    }
    fn write_i64(&mut self, n: i64) {
        self.write_u64(n as u64);
    }
    fn write_i128(&mut self, n: i128) {
        self.write_u128(n as u128);
    }
    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(values: &[&str]) -> u64 {
        let mut hash = RunningHash::default();
        values.iter().for_each(|value| hash.add(value));
        hash.value()
    }

    #[derive(Hash)]
    enum Sample {
        Plain,
        Fields { name: &'static str, numbers: Vec<u32>, maybe: Option<u8> },
        Tuple(usize, bool, (i16, Box<u64>)),
    }

    /// What the derived `Hash` feeds, number by number.
    #[derive(Default)]
    struct Fed(Vec<u64>);

    impl Hasher for Fed {
        fn finish(&self) -> u64 {
            0
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0.extend(bytes.iter().map(|&byte| byte as u64));
        }
        fn write_u8(&mut self, n: u8) {
            self.0.push(n as u64);
        }
        fn write_usize(&mut self, n: usize) {
            self.0.push(n as u64);
        }
        fn write_isize(&mut self, n: isize) {
            self.0.push(n as u64);
        }
    }

    /// If this fails, it is the compiler that changed and not the engine: hashes.txt is to be written anew for it.
    #[test]
    fn the_compiler_feeds_what_it_fed() {
        let fed = |sample: Sample| {
            let mut fed = Fed::default();
            sample.hash(&mut fed);
            fed.0
        };
        assert_eq!(fed(Sample::Plain), [0]);
        let fields = Sample::Fields { name: "ab", numbers: vec![7, 8], maybe: Some(9) };
        assert_eq!(fed(fields), [1, 97, 98, 255, 2, 7, 0, 0, 0, 8, 0, 0, 0, 1, 9]);
        assert_eq!(fed(Sample::Tuple(3, true, (4, Box::new(5)))), [2, 3, 1, 4, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn order_and_every_byte_count() {
        assert_ne!(hash(&["a", "b"]), hash(&["b", "a"]));
        assert_ne!(hash(&["ab"]), hash(&["a", "b"]));
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
    }
}
