//! Tests that the documentation agrees with the command.

use std::fs;

use crate::support::{World, root};

fn page() -> String {
    fs::read_to_string(root().join("docs/commands.md")).unwrap()
}

#[test]
fn the_documented_exit_codes_are_those_of_the_help() {
    let help = World::new().run("--help").exits_with(0).out;
    let codes: Vec<(String, String)> = help
        .lines()
        .skip_while(|line| *line != "Exit codes:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(|line| {
            let (code, meaning) = line.trim().split_once("  ").unwrap();
            (code.to_owned(), meaning.to_owned())
        })
        .collect();
    let documented: Vec<(String, String)> = page()
        .lines()
        .skip_while(|line| *line != "## Exit codes")
        .filter_map(|line| {
            let (code, meaning) = line
                .strip_prefix("| ")?
                .strip_suffix(" |")?
                .split_once(" | ")?;
            code.parse::<u8>().ok()?;
            Some((code.to_owned(), meaning.to_owned()))
        })
        .collect();
    assert_eq!(codes.len(), 16);
    assert_eq!(codes, documented);
    // The help is wrapped to the terminal.
    let order = help.split("in this order:").nth(1).unwrap();
    let order = order.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        page().contains(&format!("in this order: {order}")),
        "{order}"
    );
}

#[test]
fn every_command_and_flag_is_documented() {
    let world = World::new();
    let page = page();
    let commands = [
        "create",
        "preview",
        "get",
        "find",
        "list",
        "search",
        "update",
        "delete",
        "restore",
        "block",
        "unblock",
        "addresses",
        "providers",
        "sandbox",
    ];
    let help = world.run("--help").exits_with(0).out;
    let listed: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(listed, commands);
    let mut lines: Vec<String> = commands
        .iter()
        .map(|command| format!("{command} --help"))
        .collect();
    lines.extend(
        [
            "addresses add --help",
            "sandbox serve --help",
            "sandbox fault status --help",
        ]
        .map(str::to_owned),
    );
    for line in lines {
        let help = world.run(&line).exits_with(0).out;
        for word in help.split(|letter: char| letter.is_whitespace() || ",[]().:".contains(letter))
        {
            if let Some(flag) = word.strip_prefix("--")
                && !flag.is_empty()
                && !["help", "version", "verbose", "refresh"].contains(&flag)
            {
                let documented = page.contains(&format!("--{flag}"))
                    || page.contains(&format!("--address-{flag}"));
                assert!(documented, "--{flag} of `{line}`");
            }
        }
    }
}

#[test]
fn every_error_kind_is_documented() {
    let page = page();
    for kind in customer_core::ErrorKind::ALL {
        assert!(page.contains(&format!("`{}`", kind.as_str())), "{kind}");
    }
}

#[test]
fn the_documented_output_is_valid_json() {
    let page = page();
    let block = page
        .split("```json\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let document: serde_json::Value = serde_json::from_str(block).unwrap();
    assert_eq!(document["results"].as_array().unwrap().len(), 2);
}
