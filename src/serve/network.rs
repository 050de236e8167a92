//! Whether a folder lies on another machine: there the system tells of our own changes alone, and
//! nothing says so.
#![allow(clippy::disallowed_methods)] // A table of the system's, not a file of the site.

use std::path::{Path, PathBuf};

/// File systems whose changes are made elsewhere: on a server, or by the host of a virtual machine.
const FAR: &[&str] = &[
    "9p",
    "afs",
    "ceph",
    "cifs",
    "drvfs",
    "fuse.davfs",
    "fuse.grpcfuse",
    "fuse.osxfs",
    "fuse.rclone",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "fuse.portal",
    "ncpfs",
    "nfs",
    "nfs4",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
];

/// Whether events of a folder may not arrive. Where the system has no such table, nobody knows.
pub fn is_far(folder: &Path) -> bool {
    std::fs::read("/proc/self/mounts").is_ok_and(|mounts| is_far_in(&mounts, folder))
}

/// The same by a table of mounts (fstab(5)): the innermost counts, and of those at one place the last.
fn is_far_in(mounts: &[u8], folder: &Path) -> bool {
    let mounts = mounts.split(|byte| *byte == b'\n').filter_map(|line| {
        let mut fields = line.split(|byte| *byte == b' ').skip(1);
        let place = unescaped(fields.next()?);
        folder.starts_with(&place).then_some((place.components().count(), fields.next()?))
    });
    let innermost = mounts.max_by_key(|(depth, _)| *depth);
    innermost.is_some_and(|(_, kind)| FAR.iter().any(|far| far.as_bytes() == kind))
}

/// A path of the table: spaces and their like are `\040`.
fn unescaped(field: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let digits =
            after.get(..3).filter(|digits| *first == b'\\' && digits.iter().all(|it| (b'0'..=b'7').contains(it)));
        let code = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[3..] } else { after };
    }
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_counts() {
        let mounts = "overlay / overlay rw 0 0\n/dev/sda1 /home ext4 rw 0 0\n//nas/x /home/u/\\346\\226\\207\\040x cifs rw 0 0\n\
                      host /mnt/c 9p rw 0 0\ntmpfs /mnt/c/tmp tmpfs rw 0 0\nserver:/a /srv nfs4 rw 0 0\n/dev/sdb /srv ext4 rw 0 0\n";
        for (folder, expected) in [
            ("/sites/one", false),
            ("/home/u/site", false),
            ("/home/u/文 x/site", true),
            ("/home/u/文 xy", false),
            ("/mnt/c/site", true),
            ("/mnt/c/tmp/site", false),
            // What was mounted over it counts.
            ("/srv/site", false),
        ] {
            assert_eq!(is_far_in(mounts.as_bytes(), Path::new(folder)), expected, "{folder}");
        }
        for nonsense in ["", "\n \n", "a", "a b", "\\ \\04 nfs"] {
            assert!(!is_far_in(nonsense.as_bytes(), Path::new("/a")), "{nonsense}");
        }
    }
}
