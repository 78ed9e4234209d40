//! Pictures of the wares, drawn in memory as PNG files, which WhatsApp accepts.

use super::wire::{Answer, Body};

/// Width and height in pixels.
const SIDE: usize = 400;

/// The picture of that name, such as `beans.png`.
pub fn png(file: &str) -> Option<Answer> {
    let name = file.strip_suffix(".png")?;
    let (ground, shape) = match name {
        "beans" => ([0x5b, 0x3a, 0x29], Shape::Dots),
        "tea" => ([0x2f, 0x6b, 0x3c], Shape::Rings),
        "jar" => ([0xd9, 0x9a, 0x1f], Shape::Box),
        "sack" => ([0xb8, 0x9b, 0x6a], Shape::Box),
        "spice" => ([0xb5, 0x2d, 0x1c], Shape::Dots),
        "pot" => ([0x5f, 0x6b, 0x75], Shape::Rings),
        "cup" => ([0xe8, 0xe2, 0xd6], Shape::Box),
        "bottle" => ([0x1d, 0x7f, 0xa8], Shape::Box),
        "jacket" => ([0x33, 0x3f, 0x58], Shape::Stripes),
        "machine" => ([0x3b, 0x3b, 0x3b], Shape::Rings),
        _ => return None,
    };
    Some(Answer { status: 200, headers: Vec::new(), body: Body::Png(encode(ground, shape)) })
}

#[derive(Clone, Copy)]
enum Shape {
    Dots,
    Rings,
    Box,
    Stripes,
}

impl Shape {
    /// Whether the lighter tone shows here.
    fn covers(self, x: usize, y: usize) -> bool {
        let square = |value: usize, centre: usize| value.abs_diff(centre).pow(2);
        match self {
            Self::Dots => square(x % 80, 40) + square(y % 80, 40) < 26 * 26,
            Self::Rings => {
                let distance = square(x, SIDE / 2) + square(y, SIDE / 2);
                (70 * 70..110 * 110).contains(&distance) || (130 * 130..160 * 160).contains(&distance)
            }
            Self::Box => (110..290).contains(&x) && (80..340).contains(&y) && !(180..220).contains(&y),
            Self::Stripes => (x / 25).is_multiple_of(2) && (60..340).contains(&x),
        }
    }
}

/// A PNG with a palette of two colours, one byte a pixel, stored without compression.
fn encode(ground: [u8; 3], shape: Shape) -> Vec<u8> {
    let light = ground.map(|part| part.saturating_add((255 - part) / 2));
    let mut rows = Vec::with_capacity(SIDE * (SIDE + 1));
    for y in 0..SIDE {
        rows.push(0);
        rows.extend((0..SIDE).map(|x| u8::from(shape.covers(x, y))));
    }
    let side = u32::try_from(SIDE).unwrap_or(0).to_be_bytes();
    let mut header = [side, side].concat();
    header.extend([8, 3, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"PLTE", &[ground, light].concat());
    chunk(&mut png, *b"IDAT", &zlib_stored(&rows));
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(data);
    let crc = crc32(&png[start..]);
    png.extend(crc.to_be_bytes());
}

fn crc32(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// A zlib stream of stored blocks.
fn zlib_stored(data: &[u8]) -> Vec<u8> {
    const BLOCK_BYTES_MAX: usize = 65_535;
    let mut out = vec![0x78, 0x01];
    let blocks = data.chunks(BLOCK_BYTES_MAX).count();
    for (index, block) in data.chunks(BLOCK_BYTES_MAX).enumerate() {
        out.push(u8::from(index + 1 == blocks));
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in data {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    out.extend(((high << 16) | low).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_ones_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(
            zlib_stored(b"abc"),
            [0x78, 0x01, 1, 3, 0, 0xFC, 0xFF, b'a', b'b', b'c', 0x02, 0x4D, 0x01, 0x27]
        );
    }

    #[test]
    fn every_ware_has_a_picture() {
        for product in super::super::wares::catalogue(0).products.values() {
            assert!(png(&format!("{}.png", product.image)).is_some(), "{}", product.image);
        }
    }
}
