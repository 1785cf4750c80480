//! The state is for the user's own eyes: it holds customers, and the tokens that open the stand-ins.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files that SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Makes the directory where it is missing, readable to its user alone. One that others may look into
/// is closed to them where the state is all that it holds, and refused where it holds something else:
/// that is nobody's to lock away.
pub(crate) fn directory(directory: &Path, state: &str) -> io::Result<()> {
    platform::create(directory)?;
    if !platform::is_open_to_others(directory)? {
        return Ok(());
    }
    for entry in fs::read_dir(directory)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        let rest = name.strip_prefix(state);
        if !rest.is_some_and(|rest| rest.is_empty() || BESIDE.contains(&rest)) {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "others may look into the directory, and it holds more than the sandbox's state: \
                 name another one, or close it (chmod 700)",
            ));
        }
    }
    platform::close_directory(directory)
}

/// Makes the file where it is missing, and closes it and those beside it to others. SQLite gives the
/// files that it makes beside a database the mode of the database.
pub(crate) fn file(file: &Path) -> io::Result<()> {
    platform::close_file(file, true)?;
    for suffix in BESIDE {
        let mut beside = file.as_os_str().to_owned();
        beside.push(suffix);
        platform::close_file(&PathBuf::from(beside), false)?;
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

/// Elsewhere what is made in a user's directory has that directory's access list.
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
