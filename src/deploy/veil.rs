//! Secrets, and that nothing says them.

use super::Place;

/// The variables of the environment that deploys read. All of their values are kept out of what is said.
pub const NAMES: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "TENCENTCLOUD_SECRET_ID",
    "TENCENTCLOUD_SECRET_KEY",
    "TENCENTCLOUD_SECURITY_TOKEN",
    "HUAWEI_CLOUD_ACCESS_KEY_ID",
    "HUAWEI_CLOUD_SECRET_ACCESS_KEY",
    "AZURE_STORAGE_ACCOUNT_NAME",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "FANZHA_WEBDAV_USERNAME",
    "FANZHA_WEBDAV_PASSWORD",
    "CLOUDFLARE_API_TOKEN",
    "FANZHA_WEBHOOK_TOKEN",
    "BAIDU_PUSH_TOKEN",
];

/// What stands where a secret stood.
const COVER: &str = "***";

/// Parts of addresses that let whoever has them in.
const PARAMETERS: &[&str] = &["signature=", "token=", "credential=", "accesskeyid=", "sig=", "access_key="];

/// A text without secrets: neither those of the environment, nor signed addresses.
pub fn veil(text: &str, place: &Place) -> String {
    let mut text = text.to_owned();
    let mut secrets: Vec<&str> = NAMES.iter().filter_map(|name| place.variable(name)).collect();
    // A secret that holds another is covered whole.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        for form in [secret.to_owned(), crate::path::encode(secret)] {
            text = text.replace(&form, COVER);
        }
    }
    PARAMETERS.iter().fold(text, |text, name| without_value(&text, name))
}

/// The text without what follows a parameter's name.
fn without_value(text: &str, name: &str) -> String {
    let small = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(at) = small[from..].find(name).map(|at| from + at + name.len()) {
        out.push_str(&text[from..at]);
        out.push_str(COVER);
        let ends = |c: char| c == '&' || c.is_whitespace() || matches!(c, '"' | '\'' | '<' | ')' | ',');
        from = text[at..].find(ends).map_or(text.len(), |end| at + end);
    }
    out.push_str(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn secrets_and_signed_addresses_are_covered() {
        let environment = [("AWS_SECRET_ACCESS_KEY", "wJalr/K7+x"), ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")];
        let place = Place {
            root: PathBuf::new(),
            environment: environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect(),
        };
        let said = "GET http://h/b?X-Amz-Credential=AKIAEXAMPLE%2Fx&X-Amz-Signature=abcdef&x=1 with wJalr/K7+x failed";
        let veiled = veil(said, &place);
        for secret in ["AKIAEXAMPLE", "abcdef", "wJalr", "%2Fx"] {
            assert!(!veiled.contains(secret), "{veiled}");
        }
        assert!(veiled.ends_with("&x=1 with *** failed"), "{veiled}");
        assert_eq!(veil("反诈 token", &Place { root: PathBuf::new(), environment: BTreeMap::new() }), "反诈 token");
    }
}
