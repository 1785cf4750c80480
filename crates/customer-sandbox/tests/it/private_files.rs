//! The state on the disk is for its user alone.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use customer_sandbox::{Error, Sandbox};

use crate::support::Bench;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Starts, writes, and gives the mode of the directory and of each file in it.
async fn modes(directory: &Path) -> (u32, Vec<(String, u32)>) {
    let builder = Sandbox::builder().directory(directory);
    let bench = Bench::of(builder.start().await.unwrap());
    bench
        .komerza("POST", "/customers", r#"{"emailAddress":"a@example.com"}"#)
        .await;
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, mode(&entry.path()))
        })
        .collect();
    files.sort();
    let found = (mode(directory), files);
    bench.sandbox.shutdown().await;
    found
}

fn closed() -> (u32, Vec<(String, u32)>) {
    let files = ["sandbox.sqlite", "sandbox.sqlite-shm", "sandbox.sqlite-wal"];
    (0o700, files.map(|name| (name.to_owned(), 0o600)).to_vec())
}

#[tokio::test]
async fn the_directory_and_its_files_are_private_to_the_user() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("deep/down");
    assert_eq!(modes(&directory).await, closed());
    assert_eq!(mode(&home.path().join("deep")), 0o700);
}

#[tokio::test]
async fn existing_files_that_others_could_read_are_made_private() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("state");
    fs::create_dir(&directory).unwrap();
    set(&directory, 0o777);
    assert_eq!(modes(&directory).await, closed());
    set(&directory, 0o755);
    for file in ["sandbox.sqlite", "sandbox.sqlite-shm", "sandbox.sqlite-wal"] {
        let file = directory.join(file);
        if !file.exists() {
            fs::write(&file, "").unwrap();
        }
        set(&file, 0o666);
    }
    assert_eq!(modes(&directory).await, closed());
}

#[tokio::test]
async fn a_state_file_is_made_private_and_its_directory_is_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    set(home.path(), 0o755);
    let file = home.path().join("state.sqlite");
    let sandbox = Sandbox::builder().file(&file).start().await.unwrap();
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(home.path()), 0o755);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_public_directory_with_other_files_is_refused_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("letter.txt"), "dear").unwrap();
    set(home.path(), 0o755);
    let started = Sandbox::builder().directory(home.path()).start().await;
    assert!(matches!(started, Err(Error::Directory(_))), "{started:?}");
    assert_eq!(mode(home.path()), 0o755);
    assert!(!home.path().join("sandbox.sqlite").exists());
    // Closed, it may hold whatever it holds.
    set(home.path(), 0o700);
    let sandbox = Sandbox::builder().directory(home.path()).start().await;
    sandbox.unwrap().shutdown().await;
}

#[tokio::test]
async fn files_beside_the_database_are_closed_whatever_a_stopped_sandbox_left_in_them() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("state");
    assert_eq!(modes(&directory).await, closed());
    for file in ["sandbox.sqlite-shm", "sandbox.sqlite-wal"] {
        let file = directory.join(file);
        // SQLite itself closes an empty one.
        fs::write(&file, "left").unwrap();
        set(&file, 0o666);
    }
    assert_eq!(modes(&directory).await, closed());
}

#[tokio::test]
async fn a_directory_that_only_some_others_may_enter_is_open_to_others() {
    for open in [0o770, 0o750, 0o740, 0o710, 0o707, 0o705, 0o701] {
        let home = tempfile::tempdir().unwrap();
        set(home.path(), open);
        assert_eq!(modes(home.path()).await, closed(), "{open:o}");
        fs::write(home.path().join("letter.txt"), "dear").unwrap();
        set(home.path(), open);
        let started = Sandbox::builder().directory(home.path()).start().await;
        assert!(matches!(started, Err(Error::Directory(_))), "{open:o}");
        assert_eq!(mode(home.path()), open);
    }
}
