//! File permissions of the state: only its user may read it, since it holds customers and tokens.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The suffixes of the files that SQLite creates next to a database.
const COMPANION_SUFFIXES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Creates the directory if it is missing, private to its user. An existing directory that others can read is
/// made private if it holds only the state, and refused if it holds other files.
pub(crate) fn make_directory_private(directory: &Path, state: &str) -> io::Result<()> {
    platform::create(directory)?;
    if !platform::is_open_to_others(directory)? {
        return Ok(());
    }
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        let rest = name.strip_prefix(state);
        if !rest.is_some_and(|rest| rest.is_empty() || COMPANION_SUFFIXES.contains(&rest)) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "others may look into the directory, and it holds more than the sandbox's state: \
                 name another one, or close it (chmod 700)",
            ));
        }
    }
    platform::close_directory(directory)
}

/// Creates the file if it is missing, and makes it and its companion files private. SQLite gives new companion
/// files the mode of the database.
pub(crate) fn make_file_private(file: &Path) -> io::Result<()> {
    platform::close_file(file, true)?;
    for suffix in COMPANION_SUFFIXES {
        let mut companion = file.as_os_str().to_owned();
        companion.push(suffix);
        platform::close_file(&PathBuf::from(companion), false)?;
    }
    Ok(())
}

#[cfg(unix)]
mod platform {
    use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(super) fn create(directory: &Path) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
    }

    pub(super) fn is_open_to_others(path: &Path) -> io::Result<bool> {
        Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
    }

    pub(super) fn close_directory(directory: &Path) -> io::Result<()> {
        fs::set_permissions(directory, Permissions::from_mode(0o700))
    }

    pub(super) fn close_file(path: &Path, make: bool) -> io::Result<()> {
        let opened: io::Result<File> = OpenOptions::new()
            .read(true)
            .write(true)
            .create(make)
            .truncate(false)
            .mode(0o600)
            .open(path);
        match opened {
            Ok(file) => file.set_permissions(Permissions::from_mode(0o600)),
            Err(error) if !make && error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// On other systems a new file inherits the access list of its directory.
#[cfg(not(unix))]
mod platform {
    use std::io;
    use std::path::Path;

    pub(super) fn create(directory: &Path) -> io::Result<()> {
        std::fs::create_dir_all(directory)
    }

    pub(super) fn is_open_to_others(_: &Path) -> io::Result<bool> {
        Ok(false)
    }

    pub(super) fn close_directory(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn close_file(_: &Path, _: bool) -> io::Result<()> {
        Ok(())
    }
}
