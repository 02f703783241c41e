//! Names nobody should have: what a page, a file or a command must show and do nothing with.

/// Scripts, quotes, marks that turn the line around, formulas of spreadsheets, ten thousand
/// letters; each is a name somebody could type into an accounting system.
#[allow(dead_code, reason = "also a part of the unit tests of blocks")]
pub(crate) fn hostile_names() -> Vec<String> {
    let names = [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "\" autofocus onfocus=\"alert(1)",
        "<svg/onload=alert(1)>",
        "--><!-- x",
        "]]><b>x</b>",
        "</title><b>x</b>",
        "javascript:alert(1)",
        "{{ 7 * 7 }}",
        "{% for x in y %}",
        "${7*7}",
        "$result[deal][TITLE]",
        "%s%n%00",
        "=HYPERLINK(\"https://evil.example\")",
        "+1+cmd|' /C calc'!A0",
        "-1+1",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\u{202e}drawkcab\u{2066}",
        "\u{200f}\u{200e}\u{feff}",
        "a\u{0}b\u{7}\u{1b}[31m",
        "one\r\ntwo\nthree",
        "&lt;b&gt; &amp; &#x3c;",
        "[B]bold[/B] [URL=javascript:alert(1)]x[/URL]",
        "Z\u{310}\u{311}\u{312}\u{313}\u{314}\u{315}a\u{316}\u{317}\u{318}",
        "👩‍👩‍👧‍👦",
    ];
    let long = "Ж".repeat(10_000);
    let mut names: Vec<String> = names.map(str::to_owned).into();
    names.push(format!("<b>{}</b>", "x".repeat(10_000)));
    names.push(long);
    names
}
