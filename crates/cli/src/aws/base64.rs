//! Base64, in which the CLI writes its paging tokens: three bytes as four letters.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, n| bits << 8 | *group.get(n).unwrap_or(&0) as u32);
        for n in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * n)) as usize & 63] as char;
            text.push(if n <= group.len() { letter } else { '=' });
        }
    }
    text
}

/// `None` if it isn't Base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let letters = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    let mut bytes = Vec::new();
    for group in letters.as_bytes().chunks(4) {
        let mut bits = 0;
        for n in 0..4 {
            let value = match group.get(n) {
                Some(letter) => LETTERS.iter().position(|own| own == letter)? as u32,
                None => 0,
            };
            bits = bits << 6 | value;
        }
        let whole = [(bits >> 16) as u8, (bits >> 8) as u8, bits as u8];
        bytes.extend(&whole[..group.len() - 1]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
        assert!(["Zg", "Z===", "Zg=a", "????"].into_iter().all(|text| decode(text).is_none()));
    }
}
