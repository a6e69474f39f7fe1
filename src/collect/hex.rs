//! Bytes as hexadecimal digits, in pages, addresses and cookies: in constant time, since some of them are secret.

/// The digits of these bytes, in small letters.
pub(super) use base16ct::lower::encode_string as digits_of;

/// Read digits back, exactly as many as fill `bytes`. None: they are others, and `bytes` holds nothing that counts.
pub(super) fn read(digits: &str, bytes: &mut [u8]) -> Option<()> {
    let read = base16ct::lower::decode(digits, bytes).ok()?.len();
    (read == bytes.len()).then_some(())
}

/// The same, as an array.
pub(super) fn bytes_of<const LENGTH: usize>(digits: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    read(digits, &mut bytes).map(|()| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_as_they_were_written_and_nothing_else_reads() {
        let bytes = [0, 1, 15, 16, 0xab, 0xff];
        assert_eq!(digits_of(&bytes), "00010f10abff");
        assert_eq!(bytes_of("00010f10abff"), Some(bytes));
        for wrong in
            ["", "00010f10ab", "00010f10abf", "00010f10abff00", "00010F10ABFF", "+0010f10abff", "é0010f10abf"]
        {
            assert_eq!(bytes_of::<6>(wrong), None, "{wrong}");
        }
        assert_eq!(bytes_of::<0>(""), Some([]));
    }
}
