//! The guide's excerpts are the code as it stands.

use std::path::Path;

/// The excerpts of a page: the file that each is from, and its lines.
fn excerpts(page: &str) -> Vec<(String, Vec<String>)> {
    let mut excerpts = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("<!-- excerpt: ") else {
            continue;
        };
        let file = rest.trim_end_matches(" -->").to_owned();
        let code = lines.by_ref().skip(1).take_while(|line| *line != "```");
        excerpts.push((file, code.map(str::to_owned).collect()));
    }
    excerpts
}

#[test]
fn excerpts_of_the_guide_stand_in_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/adding-a-provider.md")).unwrap();
    let excerpts = excerpts(&page);
    assert!(excerpts.len() >= 4);
    for (file, lines) in excerpts {
        let source = std::fs::read_to_string(root.join(&file)).unwrap();
        let source: Vec<&str> = source.lines().collect();
        let found = source.windows(lines.len()).any(|window| window == lines);
        assert!(
            !lines.is_empty() && found,
            "{file} has no such lines: {lines:#?}"
        );
    }
}
