//! A small body that inflates to a large one.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// What one repetition inflates to.
const PIECE: usize = 1 << 20;
/// The header of a gzip file without name or time: magic, deflate, no flags, no time, no level, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// So many blanks, compressed with gzip to about a thousandth.
pub(super) fn gzip_of_blanks(bytes: u64) -> Vec<u8> {
    let piece = vec![b' '; PIECE];
    let rest_length = usize::try_from(bytes % PIECE as u64).unwrap_or_default();
    let rest = &piece[..rest_length];

    let mut gzip = HEADER.to_vec();
    let mut checksum = Crc::new();
    // After a full flush a stream begins anew, so that one compressed piece can stand many times.
    let deflated = deflate(&piece, FlushCompress::Full);
    let mut piece_checksum = Crc::new();
    piece_checksum.update(&piece);
    for _ in 0..bytes / PIECE as u64 {
        gzip.extend_from_slice(&deflated);
        checksum.combine(&piece_checksum);
    }
    gzip.extend(deflate(rest, FlushCompress::Finish));
    checksum.update(rest);
    gzip.extend(checksum.sum().to_le_bytes());
    gzip.extend(checksum.amount().to_le_bytes());
    gzip
}

fn deflate(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut compress = Compress::new(Compression::best(), false);
    // Blanks shrink to a thousandth; the rest is for the marks of the flush.
    let mut deflated = Vec::with_capacity(bytes.len() / 100 + 1024);
    // It fails for a preset dictionary only, which there is not.
    let _ = compress.compress_vec(bytes, &mut deflated, flush);
    deflated
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Read;

    use super::*;

    #[test]
    fn the_body_inflates_to_the_requested_number_of_blanks() {
        for bytes in [0, 1, 1000, PIECE as u64, 3 * PIECE as u64 + 5] {
            let gzip = gzip_of_blanks(bytes);
            let mut inflated = Vec::new();
            flate2::read::GzDecoder::new(gzip.as_slice())
                .read_to_end(&mut inflated)
                .unwrap();
            assert_eq!(inflated.len() as u64, bytes);
            assert!(inflated.iter().all(|byte| *byte == b' '));
            assert!(
                gzip.len() as u64 <= bytes / 800 + 64,
                "{bytes}: {}",
                gzip.len()
            );
        }
    }
}
