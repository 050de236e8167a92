//! Between a deploy and its store: counts requests.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What ends the first line of every request.
const LINE: &[u8] = b" HTTP/1.1\r\n";

/// A port that leads to a server.
pub struct Proxy {
    pub port: u16,
    count: Arc<AtomicUsize>,
}

impl Proxy {
    /// Leads to a server of this machine.
    pub fn to(server: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (count, server) = (Arc::new(AtomicUsize::new(0)), server.to_owned());
        let counted = count.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, count) = (TcpStream::connect(&server).expect("the store listens"), counted.clone());
                let (there, back) = (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
                thread::spawn(move || {
                    pass(client, there, |bytes| {
                        let lines = bytes.windows(LINE.len()).filter(|window| *window == LINE).count();
                        count.fetch_add(lines, Ordering::Relaxed);
                    })
                });
                thread::spawn(move || pass(server, back, |_| {}));
            }
        });
        Proxy { port, count }
    }

    /// The requests since the last call.
    pub fn requests(&self) -> usize {
        self.count.swap(0, Ordering::Relaxed)
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, see: impl Fn(&[u8])) {
    let mut bytes = vec![0; 256 << 10];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        see(&bytes[..count]);
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _closed_already = to.shutdown(std::net::Shutdown::Both).is_err();
}
