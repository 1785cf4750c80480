//! `customers sandbox serve` and `customers sandbox fault`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use customer_sandbox::{Fault, Provider, ResetPoint};
use serde_json::Value;

use crate::support::{World, sandbox};

/// A `customers sandbox serve` of its own.
struct Serving {
    child: Child,
    variables: Vec<(String, String)>,
}

impl Serving {
    fn start(world: &World, flags: &str) -> Self {
        let mut child = world
            .command()
            .args(["sandbox", "serve"])
            .args(flags.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The lines end with the process alone: the last one is known by its name.
        let mut variables = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let (name, value) = line
                .strip_prefix("export ")
                .unwrap()
                .split_once('=')
                .unwrap();
            variables.push((name.to_owned(), value.to_owned()));
            if name == "CUSTOMERS_ALLOW_HTTP" {
                break;
            }
        }
        Self { child, variables }
    }

    fn world(&self) -> World {
        let with = |world: World, (name, value): &(String, String)| world.with(name, value);
        self.variables.iter().fold(World::new(), with)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_variables_that_serve_prints_connect_every_provider() {
    let home = World::new();
    let mut serving = Serving::start(&home, "--port 0 --seed 7");
    let world = serving.world();
    world
        .run("create --provider all --lossy --email a@b.example --business-name A")
        .exits_with(0);
    let listed = world
        .run("list --provider kohortpay --all --output ndjson")
        .exits_with(0);
    assert_eq!(listed.out.lines().count(), 8);
    assert!(home.home().join(".local/share/customers/sandbox").is_dir());

    if cfg!(unix) {
        let pid = serving.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(serving.child.wait().unwrap().code(), Some(0));
        // What was written is there for the next one.
        let found = home.run("find --provider komerza --sandbox --email a@b.example --output json");
        assert_eq!(
            found.exits_with(0).result()["customers"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}

#[test]
fn serve_fails_if_its_port_is_in_use() {
    // Three more are needed above it.
    let listener = (20_000..60_000)
        .find_map(|port| std::net::TcpListener::bind(("127.0.0.1", port)).ok())
        .unwrap();
    let port = listener.local_addr().unwrap().port();
    let world = World::new();
    world
        .run(&format!("sandbox serve --port {port}"))
        .exits_with(13)
        .stderr_contains(&format!("127.0.0.1:{port}"));
    world.run("sandbox serve --port 65534").exits_with(13);
    world
        .run("sandbox serve --seed 99999999 --port 0")
        .exits_with(13);
}

#[test]
fn every_kind_of_fault_has_a_command() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let scope = "--provider kohortpay --method POST --route /customers/{id} --path-prefix /customers --skip 2 --times 3 --percent 50 --after-acting";
    let scoped = |fault: Fault| {
        fault
            .provider(Provider::KOHORTPAY)
            .method("POST")
            .route("/customers/{id}")
            .path_prefix("/customers")
            .skip(2)
            .times(3)
            .percent(50)
            .after_acting()
    };
    let points = [
        "before-reading",
        "after-reading",
        "after-committing",
        "in-head",
        "in-body",
    ];
    let mut faults: Vec<(String, Fault)> = points
        .iter()
        .zip(ResetPoint::ALL)
        .map(|(name, point)| (format!("reset {name}"), Fault::reset(point)))
        .collect();
    faults.extend([
        (
            "delay 250".to_owned(),
            Fault::delay(std::time::Duration::from_millis(250)),
        ),
        ("cut-body".to_owned(), Fault::cut_body()),
        (
            "trickle-body 3 40".to_owned(),
            Fault::trickle_body(3, std::time::Duration::from_millis(40)),
        ),
        (
            "status 503 --retry-after 1".to_owned(),
            Fault::status(503).retry_after("1"),
        ),
        ("html 502".to_owned(), Fault::html(502)),
        ("invalid-utf8".to_owned(), Fault::invalid_utf8()),
        ("encoded zstd".to_owned(), Fault::encoded("zstd")),
        ("record-and-error".to_owned(), Fault::record_and_error()),
        ("huge-body".to_owned(), Fault::huge_body()),
        ("inflating-body".to_owned(), Fault::inflating_body()),
        (
            "redirect http://127.0.0.1:1/".to_owned(),
            Fault::redirect("http://127.0.0.1:1/"),
        ),
        ("success-false".to_owned(), Fault::success_false()),
        ("empty".to_owned(), Fault::empty()),
    ]);
    for (words, fault) in faults {
        let fault = scoped(fault);
        let run = world
            .run(&format!("sandbox fault {words} {scope}"))
            .exits_with(0);
        assert_eq!(
            serde_json::from_str::<Fault>(&run.out).unwrap(),
            fault,
            "{words}"
        );
        assert_eq!(sandbox.faults().list(), [fault], "{words}");
        let listed = world.run("sandbox fault list").exits_with(0);
        assert_eq!(listed.out, run.out);
        assert_eq!(world.run("sandbox fault clear").exits_with(0).out, "");
        assert_eq!(sandbox.faults().list(), []);
    }
    world.run("sandbox fault empty --always").exits_with(0);
    assert_eq!(sandbox.faults().list(), [Fault::empty().always()]);
}

#[test]
fn a_fault_for_a_provider_that_the_sandbox_does_not_host_is_refused_with_those_that_it_hosts() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let hosted = "it hosts komerza, commerceengine and kohortpay";
    for command in ["status 503", "refuse-connections"] {
        let run = world.run(&format!("sandbox fault {command} --provider florist"));
        assert_ne!(run.code, 0, "{run:?}");
        run.stderr_contains("no stand-in of `florist`")
            .stderr_contains(hosted);
    }
    world
        .run("sandbox fault empty --provider Florist")
        .exits_with(2);
    assert_eq!(sandbox.faults().list(), []);
}

#[test]
fn connections_are_refused_until_the_fault_is_cleared() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    world
        .run("sandbox fault refuse-connections --provider kohortpay")
        .exits_with(0);
    world.run("get kohortpay:1 --attempts 1").exits_with(8);
    world.run("sandbox fault clear").exits_with(0);
    world.run("get kohortpay:1 --attempts 1").exits_with(5);
}

#[test]
fn faults_are_read_from_a_file() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let file = world.file(
        "faults.json",
        r#"[{"effect":{"kind":"empty"}},{"effect":{"kind":"html","status":500},"times":2}]"#,
    );
    let run = world
        .run(&format!("sandbox fault push --input {}", file.display()))
        .exits_with(0);
    assert_eq!(run.out.lines().count(), 2);
    assert_eq!(
        sandbox.faults().list(),
        [Fault::empty(), Fault::html(500).times(2)]
    );
    let run = world.run_with_input(
        "sandbox fault push --input -",
        br#"{"effect":{"kind":"cut_body"}}"#,
    );
    assert_eq!(
        serde_json::from_str::<Value>(&run.exits_with(0).out).unwrap()["effect"]["kind"],
        "cut_body"
    );
    let wrong = world.file("faults.json", r#"{"effects":{"kind":"empty"}}"#);
    world
        .run(&format!("sandbox fault push --input {}", wrong.display()))
        .exits_with(3)
        .stderr_contains("effects: is not a known key; did you mean `effect`?");
}

#[test]
fn fault_fails_if_no_sandbox_runs() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let world = World::new();
    world
        .run(&format!("sandbox fault list --control {origin}"))
        .exits_with(8)
        .stderr_contains("connection failed");
    world
        .run("sandbox fault list --control nonsense")
        .exits_with(13);
    world.run("sandbox fault reset sometime").exits_with(2);
    world.run("sandbox fault status").exits_with(2);
}

#[test]
#[cfg(unix)]
fn the_state_is_readable_only_by_its_owner_under_any_umask() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let usual = world.command();
    let mut command = Command::new("/bin/sh");
    command
        .env_clear()
        .envs(
            usual
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(usual.get_program())
        .args(["create", "--sandbox", "--provider", "kohortpay"])
        .args(["--email", "a@b.example"]);
    assert!(command.output().unwrap().status.success());
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let directory = world.home().join(".local/share/customers/sandbox");
    assert_eq!(mode(&directory), 0o700);
    let files: Vec<_> = directory
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(!files.is_empty());
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
