//! Addresses for phones of the same network, and a code for the terminal.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use qrcode::{Color, EcLevel, QrCode};

/// White around a code, in modules (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

/// The addresses of this machine in its networks, the one that others are most likely to reach
/// first.
pub fn addresses() -> Vec<IpAddr> {
    // No packet is sent: connecting a UDP socket only chooses the interface to go out by.
    let towards = ["192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254", "2001:db8::1"];
    let mut known = BTreeSet::new();
    towards.into_iter().filter_map(outgoing).filter(|address| known.insert(*address)).collect()
}

fn outgoing(towards: &str) -> Option<IpAddr> {
    let towards: IpAddr = towards.parse().ok()?;
    let any: IpAddr = if towards.is_ipv4() { [0, 0, 0, 0].into() } else { [0u16; 8].into() };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
    socket.connect(SocketAddr::new(towards, 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

/// A code for an address in lines of half blocks. With colours it is black on white whatever the
/// terminal's own; without them it suits a dark terminal.
pub fn code(address: &str, colors: bool) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::L).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    let is_light = |x: usize, y: usize| {
        let inside = (QUIET..QUIET + width).contains(&x) && (QUIET..QUIET + width).contains(&y);
        !inside || modules.get((y - QUIET) * width + (x - QUIET)) == Some(&Color::Light)
    };
    let side = width + 2 * QUIET;
    let mut lines = String::new();
    for y in (0..side).step_by(2) {
        if colors {
            lines.push_str("\u{1b}[97;40m");
        }
        lines.extend((0..side).map(|x| match (is_light(x, y), y + 1 >= side || is_light(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }));
        lines.push_str(if colors { "\u{1b}[0m\n" } else { "\n" });
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a code as a camera would: each half block is two modules of eight dots a side.
    fn read(lines: &str) -> Option<String> {
        let rows: Vec<Vec<char>> = lines.lines().map(|line| line.chars().collect()).collect();
        let (width, height) = (rows.first()?.len() * 8, rows.len() * 16);
        let grey = |x: usize, y: usize| {
            let light = match rows[y / 16][x / 8] {
                '█' => true,
                '▀' => y % 16 < 8,
                '▄' => y % 16 >= 8,
                _ => false,
            };
            if light { 255 } else { 0 }
        };
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let (_, text) = image.detect_grids().first()?.decode().ok()?;
        Some(text)
    }

    #[test]
    fn codes_can_be_read() {
        let address = "http://192.168.31.207:1111";
        let plain = code(address, false).expect("a code");
        assert_eq!(read(&plain).as_deref(), Some(address));
        let widths: BTreeSet<usize> = plain.lines().map(|line| line.chars().count()).collect();
        assert_eq!(widths.len(), 1, "every line is as wide");
        assert!(widths.first().is_some_and(|width| *width <= 40), "it fits a narrow terminal");
        let coloured = code(address, true).expect("a code");
        assert!(coloured.lines().all(|line| line.starts_with("\u{1b}[97;40m") && line.ends_with("\u{1b}[0m")));
        assert_eq!(coloured.replace("\u{1b}[97;40m", "").replace("\u{1b}[0m", ""), plain);
    }

    #[test]
    fn no_address_is_this_machine_alone() {
        assert!(addresses().iter().all(|address| !address.is_loopback()));
    }
}
