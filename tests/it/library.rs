//! Big files kept elsewhere: the list, the store, and what lies at addresses.
#![cfg(feature = "store")]

mod clip;
mod server;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clip::{PLACE, clip, sound};
use server::{found, status};

use crate::fixture::{PNG, Run, SiteTest, Tree, expect_file, page, tests_folder, tree};

const MEDIA: &str =
    "[media]\npublic_url = \"https://cdn.example.cn/media/\"\n[media.store]\nscheme = \"fs\"\nroot = \"../store\"\n";
const LIST: &str = "media/media.toml";

/// A site with a folder beside it as its store.
fn site() -> SiteTest {
    site_with(MEDIA)
}

fn site_with(config: &str) -> SiteTest {
    let site = SiteTest::new().config(config).file("content/a.md", page("正文。"));
    fs::create_dir_all(site.around().join("store")).expect("a folder");
    site
}

/// Puts a file outside of the site, where people have theirs.
fn outside(site: &SiteTest, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = site.around().join(name);
    fs::write(&path, bytes).expect("a file");
    path
}

fn add(site: &SiteTest, from: impl AsRef<std::ffi::OsStr>, more: &[&str]) -> Run {
    let mut command = media(site, &["add"]);
    command.arg(from).args(more);
    run(command)
}

/// The program with nothing of the machine's keys.
fn media(site: &SiteTest, arguments: &[&str]) -> Command {
    let mut command = site.command();
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        command.env_remove(name);
    }
    command.arg("media").args(arguments);
    command
}

fn run(mut command: Command) -> Run {
    Run::of(command.output().expect("the program runs"), Tree::new())
}

fn verify(site: &SiteTest, more: &[&str]) -> Run {
    run(media(site, &[&["verify"], more].concat()))
}

fn list(site: &SiteTest) -> String {
    fs::read_to_string(site.root().join(LIST)).unwrap_or_default()
}

fn store(site: &SiteTest) -> Tree {
    tree(&site.around().join("store"))
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn a_clip_goes_into_the_store_and_the_list() {
    let site = site();
    let file = outside(&site, "Safe Account.mp4", clip(b"pictures"));
    let added = add(&site, &file, &["-t", "不要转账到\"安全账户\""]).ok();
    assert_eq!(added.stdout, "safe-account\n");
    let added = added.says("sources = [{ media = \"safe-account\" }]").says("已去掉拍摄地点").says("打开就能播放");
    let stored = store(&site);
    let (key, bytes) = stored.iter().next().expect("an object");
    assert!(stored.len() == 1 && key.starts_with("safe-account-") && key.ends_with(".mp4"), "{stored:?}");
    assert!(!holds(bytes, PLACE) && holds(bytes, b"pictures"));
    let text = list(&site);
    let expected = [
        "[safe-account]\n".to_owned(),
        format!("key = \"{key}\"\n"),
        format!("bytes = {}\n", bytes.len()),
        format!("sha256 = \"{}", &key["safe-account-".len()..key.len() - ".mp4".len()]),
        "type = \"video/mp4\"\nmilliseconds = 2000\nwidth = 640\nheight = 360\ntitle = ".to_owned(),
    ];
    assert!(expected.iter().all(|line| text.contains(line)), "{text}\n{}", added.stderr);
    verify(&site, &[]).ok().says("核对了 1 个文件，1 个没有问题");
    let shown = run(media(&site, &["list"])).ok().stdout;
    assert_eq!(shown, format!("safe-account\tvideo/mp4\t{} B\t0:02\t640×360\t{key}\t（没有页面用它）\n", bytes.len()));
    for json in [run(media(&site, &["list", "--json"])), run(media(&site, &["list", "--format", "json"]))] {
        let all: serde_json::Value = serde_json::from_str(&json.ok().stdout).expect("JSON");
        assert_eq!(all[0]["address"], format!("https://cdn.example.cn/media/{key}"));
        assert_eq!(all[0]["title"], "不要转账到\"安全账户\"");
    }
    // The list itself is nobody's business, and builds need no store.
    fs::remove_dir_all(site.around().join("store")).expect("the store");
    site.build().ok().without(LIST);
}

#[test]
fn the_same_bytes_are_added_once() {
    let site = site();
    let file = outside(&site, "one-clip.mp4", clip(b"pictures"));
    add(&site, &file, &[]).ok();
    let (before, stored) = (list(&site), store(&site));
    for name in ["one-clip.mp4", "another.mp4"] {
        let again = add(&site, outside(&site, name, clip(b"pictures")), &[]).ok();
        assert_eq!(again.says("同样的内容已经登记过，短名是 one-clip").stdout, "one-clip\n");
    }
    let other = outside(&site, "one-clip.mp4", clip(b"other pictures"));
    add(&site, other, &[]).fails(2).says("短名 one-clip 已经用于另一个文件").says("--id one-clip-2");
    assert_eq!((list(&site), store(&site)), (before, stored));
}

#[test]
fn chinese_names_need_an_id() {
    let site = site();
    let file = outside(&site, "安全账户.mp3", sound(3000, 1));
    add(&site, &file, &[]).fails(2).says("--id an-quan-zhang-hu");
    add(&site, &file, &["--id", "安全"]).fails(2).says("--id an-quan");
    add(&site, &file, &["--id", "../../x"]).fails(2);
    assert!(store(&site).is_empty() && list(&site).is_empty());
    let added = add(&site, &file, &["--id", "an-quan-zhang-hu"]).ok();
    assert_eq!(added.stdout, "an-quan-zhang-hu\n");
    assert!(list(&site).contains("type = \"audio/mpeg\""));
    verify(&site, &["an-quan-zhang-hu"]).ok();
    verify(&site, &["an-quan"]).fails(2).says("清单里没有 an-quan");
}

#[test]
fn what_people_wrote_stays() {
    let before = "# 大文件清单，勿删\r\n\r\n[old-clip]   # 去年的\r\nurl='https://v.hunan.gov.cn/a.mp4'\r\nbytes = 5\r\n\
                  sha256 = \"00000000000000000000000000000000000000000000000000000000000000aa\"\r\ntype=\"video/mp4\"\r\n# 末尾的说明";
    let site = site().file(LIST, before);
    add(&site, outside(&site, "leaflet.pdf", "%PDF-1.7\n……\n%%EOF\n"), &[]).ok();
    let after = list(&site);
    assert!(after.starts_with(before), "{after}");
    assert!(after[before.len()..].starts_with("\r\n\r\n[leaflet]\r\nkey = \"leaflet-"), "{after}");
    assert!(!after.replace("\r\n", "").contains('\n'));
    let names: Vec<String> = tree(&site.root().join("media")).into_keys().collect();
    assert_eq!(names, ["media.toml"]);
}

#[test]
fn verify_finds_everything_that_differs() {
    let site = site();
    for (number, name) in ["whole", "missing", "changed", "cut-off"].iter().enumerate() {
        add(&site, outside(&site, &format!("{name}.mp3"), sound(9_000_000, number as u32)), &[]).ok();
    }
    for (key, mut bytes) in store(&site) {
        let path = site.around().join("store").join(&key);
        match key.split_at(4).0 {
            "miss" => fs::remove_file(path).expect("a file"),
            "chan" => {
                bytes[8_999_999] ^= 1;
                fs::write(path, bytes).expect("a file");
            }
            "cut-" => fs::write(path, &bytes[..8_388_608]).expect("a file"),
            _ => {}
        }
    }
    let text = list(&site);
    let run = verify(&site, &[]).fails(1).says("存储里没有 missing-").says("内容变了：实际的 sha256 是");
    run.says("大小不对：清单里是 9000000 字节（9.0 MB），实际是 8388608 字节（8.4 MB）").says("1 个没有问题");
    let quick = verify(&site, &["--quick"]).fails(1);
    assert!(quick.stderr.contains("missing-") && !quick.stderr.contains("内容变了"), "{}", quick.stderr);
    let findings = verify(&site, &["--format", "json"]).fails(1).stdout;
    assert_eq!(findings.matches("media/file").count(), 3, "{findings}");
    verify(&site, &["whole"]).ok();
    assert_eq!(list(&site), text);
}

#[test]
fn what_readers_cannot_use_is_refused() {
    let site = site();
    let whole = clip(b"pictures");
    for (name, bytes, said) in [
        ("empty.mp4", &b""[..], "文件是空的"),
        ("cut.mp4", &whole[..whole.len() - 40], "不完整"),
        ("program.mp4", b"MZ\x90\0\x03", "认不出这是什么文件"),
        ("archive.pdf", b"PK\x03\x04", "认不出这是什么文件"),
        ("page.mp3", b"<!doctype html><script>", "认不出这是什么文件"),
        ("leaflet.pdf", b"%PDF-1.7 and then nothing", "PDF 文件不完整"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        ("film.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "QuickTime"),
        ("picture.png", &PNG[..40], "图片文件不完整"),
    ] {
        add(&site, outside(&site, name, bytes), &["--id", "some-file"]).fails(1).says(said);
    }
    add(&site, site.around(), &["--id", "some-file"]).fails(2).says("不是文件");
    add(&site, "nowhere.mp4", &[]).fails(4).says("找不到");
    let small = site_with(&format!("{MEDIA}[limits]\nmedia_bytes = 1000\n"));
    add(&small, outside(&small, "large.mp3", sound(1001, 1)), &[]).fails(1).says("media_bytes");
    assert!(store(&site).is_empty() && list(&site).is_empty());
}

#[test]
fn nothing_happens_without_a_store() {
    let bare = SiteTest::new();
    let file = outside(&bare, "a-clip.mp3", sound(100, 1));
    add(&bare, &file, &[]).fails(3).says("public_url = \"https://cdn.example.cn/media/\"");
    let bare = SiteTest::new().config("[media]\npublic_url = \"https://cdn.example.cn/\"\n");
    add(&bare, &file, &[]).fails(3).says("[media.store]");
    let gone = site();
    fs::remove_dir(gone.around().join("store")).expect("a folder");
    add(&gone, &file, &[]).fails(4).says("不存在");
    let inside = site_with(&MEDIA.replace("../store", "store"));
    add(&inside, &file, &[]).fails(3).says("Git");
    let s3 = "[media]\npublic_url = \"https://cdn.example.cn/\"\n[media.store]\nscheme = \"s3\"\nbucket = \"b\"\nregion = \"cn-north-1\"\n";
    let s3 = SiteTest::new().config(s3);
    add(&s3, &file, &[]).fails(3).says("AWS_ACCESS_KEY_ID").says("AWS_SECRET_ACCESS_KEY");
    assert!(list(&s3).is_empty() && !gone.around().join("store").exists());
    // Looking costs nothing.
    let looked = site();
    let dry = add(&looked, &file, &["--dry-run"]).ok();
    assert!(dry.says("[a-clip]\nkey = \"a-clip-").stdout == "a-clip\n" && list(&looked).is_empty());
    assert!(store(&looked).is_empty());
}

#[test]
fn links_lead_nowhere() {
    let site = site();
    let file = outside(&site, "a-clip.mp3", sound(100, 1));
    fs::create_dir(site.around().join("elsewhere")).expect("a folder");
    let site = site.link("media", "../elsewhere");
    add(&site, &file, &[]).fails(1).says("符号链接");
    assert!(tree(&site.around().join("elsewhere")).is_empty());
    let site = self::site().file("data/list.toml", "").link(LIST, "../data/list.toml");
    add(&site, &file, &[]).fails(1).says("符号链接");
    assert_eq!(fs::read(site.root().join("data/list.toml")).expect("a file"), b"");
}

#[test]
fn a_hostile_list_is_told_all_its_mistakes() {
    let sum = "00000000000000000000000000000000000000000000000000000000000000aa";
    let text = format!(
        "[Bad_Id]\nkey = \"a.mp4\"\nbytes = 5\nsha256 = \"{sum}\"\ntype = \"video/mp4\"\n\n\
         [two-places]\nkey = \"../../etc/passwd\"\nurl = \"https://v.hunan.gov.cn/a.mp4\"\nbytes = 0\nsha256 = \"{sum}\"\ntype = \"video/mp5\"\n\n\
         [no-place]\nbites = 5\nsha256 = \"short\"\ntype = \"audio/mpeg\"\nwidth = 5\n\n\
         [out-of-place]\nkey = \"../../etc/passwd\"\nbytes = -1\nsha256 = \"{sum}\"\ntype = \"image/png\"\nheight = 99999\n\n\
         [strange]\nurl = \"https://evil.example/a.mp4\"\nbytes = 5\nsha256 = \"{sum}\"\ntype = \"video/mp4\"\nmilliseconds = 99999999999\nnote = \"x\"\n\n\
         [script]\nurl = \"javascript:alert(1)\"\nbytes = 5\nsha256 = \"{sum}\"\ntype = \"text/html\"\n\n\
         [mislabelled]\nkey = \"a.webm\"\nbytes = 5\nsha256 = \"{sum}\"\ntype = \"video/mp4\"\n"
    );
    let text = format!("loose = 5\n{text}");
    let site = site().file(LIST, text);
    for lang in ["zh", "en"] {
        let run = run(media(&site, &["list", "--lang", lang, "--color", "never"])).fails(1);
        assert_eq!(run.stdout, "");
        expect_file(&tests_folder(&format!("it/errors/library_rules.{lang}.txt")), run.error_text());
    }
    let before = list(&site);
    add(&site, outside(&site, "a-clip.mp3", sound(100, 1)), &[]).fails(1);
    verify(&site, &[]).fails(1);
    assert!(list(&site) == before && store(&site).is_empty());
}

#[test]
fn addresses_lead_to_public_hosts() {
    let site = site();
    let port = server::plain(|path| match path {
        "/a-clip.mp4" => found(&clip(b"pictures")),
        "/moved.mp4" => status("302 Found", "Location: /a-clip.mp4\r\n"),
        "/round.mp4" => status("302 Found", "Location: /round.mp4\r\n"),
        "/file.mp4" => status("302 Found", "Location: file:///etc/passwd\r\n"),
        "/ftp.mp4" => status("302 Found", "Location: ftp://127.0.0.1/a.mp4\r\n"),
        "/named.mp4" => status("302 Found", "Location: http://name:word@localhost/a.mp4\r\n"),
        "/large.mp3" => found(&sound(200_000, 1)),
        "/endless.mp3" => [&b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"[..], &sound(200_000, 2)].concat(),
        "/cut.mp3" => found(&sound(5000, 3))[..3000].to_vec(),
        "/denied.mp4" => status("403 Forbidden", ""),
        _ => status("404 Not Found", ""),
    });
    let url = |path: &str| format!("http://127.0.0.1:{port}/{path}");
    let private = ["--allow-private"];
    for host in ["127.0.0.1", "localhost", "127.1", "[::1]", "[::ffff:127.0.0.1]"] {
        add(&site, format!("http://{host}:{port}/a-clip.mp4"), &[]).fails(6).says("在内部网络里");
    }
    for path in ["file.mp4", "ftp.mp4", "named.mp4"] {
        add(&site, url(path), &private).fails(6);
    }
    add(&site, url("round.mp4"), &private).fails(5).says("没有尽头");
    add(&site, url("cut.mp3"), &["--allow-private", "--id", "cut-off"]).fails(5);
    add(&site, url("denied.mp4"), &private).fails(5).says("HTTP 403");
    add(&site, url("nothing.mp4"), &private).fails(1).says("HTTP 404");
    add(&site, "http://127.0.0.1:1/a-clip.mp4", &private).fails(5);
    add(&site, "file:///etc/passwd", &private).fails(2);
    add(&site, url("moved.mp4"), &["--keep-url", "--allow-private"]).fails(2).says("https");
    assert!(store(&site).is_empty() && list(&site).is_empty());
    assert_eq!(add(&site, url("moved.mp4"), &private).ok().stdout, "moved\n");
    assert!(store(&site).keys().all(|key| key.starts_with("moved-")));
    assert!(tree(&site.root().join(".fanzha/incoming")).is_empty(), "downloads stay behind");
    let small = site_with(&format!("{MEDIA}[limits]\nmedia_bytes = 100000\n"));
    for path in ["large.mp3", "endless.mp3"] {
        add(&small, url(path), &private).fails(1).says("media_bytes");
    }
    assert!(tree(&small.root().join(".fanzha/incoming")).is_empty(), "downloads stay behind");
}

#[test]
fn files_may_stay_at_their_address() {
    let site = site_with(&format!("{MEDIA}[links]\nallowed_hosts = [\"localhost\"]\n"));
    let trusted = site.around().join("trusted.pem");
    let changed = site.around().join("changed");
    let flag = changed.clone();
    let port =
        server::tls(&trusted, move |_| found(&clip(if flag.exists() { b"other pictures" } else { b"the pictures!!" })));
    let url = format!("https://localhost:{port}/a-clip.mp4");
    let ask = |arguments: &[&str]| {
        let mut command = media(&site, arguments);
        command.env("SSL_CERT_FILE", &trusted);
        run(command)
    };
    add(&site, &url, &["--keep-url", "--allow-private"]).fails(5);
    ask(&["add", &url, "--keep-url"]).fails(6);
    ask(&["add", "https://127.0.0.1:1/a-clip.mp4", "--keep-url"]).fails(1).says("不在白名单里");
    ask(&["add", &url, "--keep-url", "--allow-private"]).ok().says("没有去掉").says("全部下载完才能播放");
    assert!(list(&site).contains(&format!("[a-clip]\nurl = \"{url}\"\n")) && store(&site).is_empty());
    ask(&["verify", "--allow-private"]).ok();
    ask(&["verify"]).fails(6);
    fs::write(changed, "").expect("a file");
    ask(&["verify", "--allow-private", "--quick"]).ok();
    ask(&["verify", "--allow-private"]).fails(1).says("内容变了");
}

/// A site whose store is a bucket at an address of this machine.
fn bucket(port: u16, name: &str) -> SiteTest {
    site_with(&format!(
        "[media]\npublic_url = \"https://cdn.example.cn/\"\n[media.store]\nscheme = \"s3\"\nbucket = \"{name}\"\nregion = \"us-east-1\"\nendpoint = \"http://127.0.0.1:{port}\"\nroot = \"clips\"\n"
    ))
}

fn with_keys(site: &SiteTest, arguments: &[&str]) -> Command {
    let mut command = media(site, arguments);
    command.env("AWS_ACCESS_KEY_ID", "id").env("AWS_SECRET_ACCESS_KEY", "key");
    command
}

#[test]
fn an_upload_that_fails_changes_nothing() {
    let before = "# nothing yet\n";
    let port = server::plain(|_| Vec::new());
    let site = bucket(port, "b").file(LIST, before);
    let file = outside(&site, "a-clip.mp3", sound(100, 1));
    let file = file.to_str().expect("UTF-8");
    let run = run(with_keys(&site, &["add", file])).fails(5).says("用不了 s3://b");
    assert!(!run.stderr.contains("AWS4-HMAC"), "{}", run.stderr);
    assert_eq!(list(&site), before);
    // And one that is killed.
    let site = bucket(server::silent(), "b").file(LIST, before);
    let mut child = with_keys(&site, &["add", file]).stderr(Stdio::null()).spawn().expect("the program runs");
    std::thread::sleep(Duration::from_millis(700));
    child.kill().expect("it was waiting");
    child.wait().expect("an end");
    assert_eq!(list(&site), before);
}

const KEYS: &str = "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

/// moto's imitation of S3 (`pip install 'moto[s3,server]'`); it ends with the value.
struct Moto(std::process::Child);

impl Drop for Moto {
    fn drop(&mut self) {
        let _ended = self.0.kill().is_ok() && self.0.wait().is_ok();
    }
}

/// Asks with keys of which moto does not check the signature.
fn http(port: u16, request: &str) -> Option<Vec<u8>> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = format!(
        "{request} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: {KEYS}\r\nContent-Length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(answer)
}

fn moto() -> Option<(Moto, u16)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let mut command = Command::new("moto_server");
    command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let moto = Moto(child);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if http(port, "PUT /bucket").is_some_and(|answer| holds(&answer, b" 200 ")) {
            return Some((moto, port));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    None
}

#[test]
#[allow(clippy::print_stderr)]
fn a_bucket_is_a_store() {
    let Some((_moto, port)) = moto() else {
        eprintln!("skipped: there is no moto_server (pip install 'moto[s3,server]')");
        return;
    };
    let site = bucket(port, "bucket");
    let small = outside(&site, "a-clip.mp4", clip(b"pictures"));
    // More than two pieces of an upload.
    let large = outside(&site, "a-talk.mp3", sound(20_000_000, 7));
    for file in [&small, &large] {
        let file = file.to_str().expect("UTF-8");
        run(with_keys(&site, &["add", file])).ok();
        run(with_keys(&site, &["add", file])).ok().says("已经登记过");
    }
    let text = list(&site);
    let key = text.split("key = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key").to_owned();
    let answer = http(port, &format!("GET /bucket/clips/{key}")).expect("an answer");
    let lower = answer.to_ascii_lowercase();
    for header in [&b"content-type: video/mp4"[..], b"cache-control: public, max-age=31536000, immutable"] {
        assert!(holds(&lower, header), "{}", String::from_utf8_lossy(&answer));
    }
    assert!(!holds(&answer, PLACE));
    run(with_keys(&site, &["verify"])).ok().says("2 个没有问题");
    // The list may be lost; the store knows its files still.
    site.remove(LIST);
    run(with_keys(&site, &["add", large.to_str().expect("UTF-8")])).ok().says("没有重复上传");
    site.write(LIST, &text);
    http(port, &format!("DELETE /bucket/clips/{key}")).expect("an answer");
    run(with_keys(&site, &["verify"])).fails(1).says("存储里没有").says("1 个没有问题");
    let other = bucket(port, "no-such-bucket");
    let run = run(with_keys(&other, &["add", small.to_str().expect("UTF-8")]));
    assert!(run.code == Some(3) && list(&other).is_empty(), "{:?} {}", run.code, run.stderr);
}
