//! The opt-out: a server that names us in its robots.txt is left alone.

/// The name by which robots.txt may address us, in lower case.
const NAME: &str = "groundskeeper";

/// Whether this robots.txt asks us, by our name, to stay away from everything.
///
/// Groups for `*` are for crawlers, which go from link to link; we ask only for accounts that the site knows already, as Mastodon
/// does. Mirrors RFC 9309 in how lines and groups are read.
pub(super) fn opts_out(robots: &str) -> bool {
    let mut ours = false;
    let mut in_rules = true;
    for line in robots.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match key.as_str() {
            "user-agent" => {
                if in_rules {
                    (ours, in_rules) = (false, false);
                }
                ours |= value.to_ascii_lowercase() == NAME;
            }
            "allow" | "disallow" => {
                in_rules = true;
                if ours && key == "disallow" && matches!(value, "/" | "/*") {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_group_with_our_name_that_forbids_everything_counts() {
        let cases = [
            ("", false),
            ("User-agent: *\nDisallow: /", false),
            ("User-agent: Groundskeeper\nDisallow: /", true),
            ("user-agent:groundskeeper # us\r\ndisallow:/*\r\n", true),
            ("User-agent: a\nUser-agent: GROUNDSKEEPER\nUser-agent: b\nDisallow: /", true),
            ("User-agent: Groundskeeper\nDisallow:", false),
            ("User-agent: Groundskeeper\nDisallow: /media/", false),
            ("User-agent: Groundskeeper\nAllow: /\nUser-agent: GPTBot\nDisallow: /", false),
            ("User-agent: GPTBot\nDisallow: /\nUser-agent: Groundskeeper\nCrawl-delay: 9", false),
            ("<html>User-agent: Groundskeeper\nDisallow: /</html>", false),
        ];
        for (robots, out) in cases {
            assert_eq!(opts_out(robots), out, "{robots}");
        }
    }
}
