//! Opens a shard's database the one safe way.
//!
//! What is in it, and its migrations, belong to the process that owns it.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

/// The oldest SQLite that we trust: earlier ones can damage a WAL file when it is reset (fixed in 3.51.3).
pub const SQLITE_VERSION_MIN: (u32, u32, u32) = (3, 51, 3);

/// How long a statement waits for another connection, such as a backup.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What [`has_room`] writes: more than one commit of a busy shard needs.
const ROOM_BYTES: i64 = 1024 * 1024;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or file cannot be made or used.
    #[error("making the database file")]
    File(#[source] io::Error),
    /// SQLite refused.
    #[error("opening the database")]
    Sqlite(#[from] sqlx::Error),
    /// The SQLite that was built in is older than [`SQLITE_VERSION_MIN`].
    #[error("SQLite {found} is too old")]
    TooOld {
        /// The version found.
        found: String,
    },
    /// The check found damage; the file is left as it is.
    #[error("the database is damaged; restore it with the command `shards`")]
    Damaged,
    /// The file was there once and is gone or empty. Nothing is begun anew in its place.
    #[error("the database was here and is gone; restore it, or confirm the loss, with the command `shards`")]
    Missing,
}

impl OpenError {
    /// Returns whether trying again cannot help: the file waits for a restore by an operator.
    pub fn needs_restore(&self) -> bool {
        matches!(self, Self::Damaged | Self::Missing)
    }
}

/// Returns where it is noted that a database was made, so that one that disappears is missed.
pub fn marker(path: &Path) -> PathBuf {
    path.with_extension("made")
}

/// Notes durably that a database was made.
pub fn mark_made(path: &Path) -> io::Result<()> {
    let marker = marker(path);
    if marker.exists() {
        return Ok(());
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(&marker)?.sync_all()?;
    marker.parent().map_or(Ok(()), sync_dir)
}

/// Makes the entries of a folder durable.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    File::open(dir)?.sync_all()
}

/// Opens a database file: write-ahead log, every commit on disk before it counts, checked for damage. Made if it never
/// was there; refused if it was.
pub async fn open(path: &Path) -> Result<SqliteConnection, OpenError> {
    open_with(path, BUSY_TIMEOUT).await
}

/// As [`open`], with another bound on the wait for a foreign writer.
pub async fn open_with(path: &Path, busy_timeout: Duration) -> Result<SqliteConnection, OpenError> {
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        crate::shard::create_private_dir(dir).map_err(OpenError::File)?;
    }
    let is_there = std::fs::metadata(path).is_ok_and(|found| found.len() > 0);
    if !is_there && marker(path).exists() {
        return Err(OpenError::Missing);
    }
    // Made here rather than by SQLite, so that it is private from the first moment; the WAL takes over its mode.
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(OpenError::File)?;
    let options = SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal);
    let connection = connect(options, busy_timeout).await.map_err(named)?;
    match mark_made(path) {
        // A file that was there must open on a full disk too; it is marked the next time.
        Err(_) if is_there => {}
        marked => marked.map_err(OpenError::File)?,
    }
    Ok(connection)
}

/// SQLite tells of damage by more than one code.
fn named(error: OpenError) -> OpenError {
    let code = match &error {
        OpenError::Sqlite(sqlx::Error::Database(error)) => {
            error.code().and_then(|code| code.parse::<u32>().ok())
        }
        _ => None,
    };
    // The low byte is the primary code: SQLITE_CORRUPT, SQLITE_NOTADB.
    if code.is_some_and(|code| matches!(code & 0xff, 11 | 26)) { OpenError::Damaged } else { error }
}

/// Opens an empty database in memory, for tests and the simulator.
pub async fn open_in_memory() -> Result<SqliteConnection, OpenError> {
    connect(SqliteConnectOptions::new().in_memory(true), BUSY_TIMEOUT).await
}

/// Finds out, by doing it, whether commits are possible: an error means a full disk or a failing one.
///
/// Whoever takes a message before that, only to give it back, uses up the deliveries that the broker grants it. After
/// an error the connection is of no more use.
pub async fn has_room(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS room (bytes BLOB NOT NULL) STRICT")
        .execute(&mut *transaction)
        .await?;
    sqlx::query("INSERT INTO room VALUES (zeroblob(?1))").bind(ROOM_BYTES).execute(&mut *transaction).await?;
    transaction.commit().await?;
    sqlx::query("DROP TABLE room").execute(&mut *connection).await?;
    // A log that has grown to its limit begins anew; that it cannot right now is no harm.
    let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await;
    Ok(())
}

async fn connect(
    options: SqliteConnectOptions,
    busy_timeout: Duration,
) -> Result<SqliteConnection, OpenError> {
    let options = options
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(busy_timeout)
        .foreign_keys(true)
        .pragma("mmap_size", "0")
        // What is deleted is overwritten: people are to be forgotten, not only unlisted.
        .pragma("secure_delete", "ON")
        // Statements carry what buyers wrote; they are never logged.
        .disable_statement_logging();
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?;
    if !is_new_enough(&version) {
        return Err(OpenError::TooOld { found: version });
    }
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await?;
    if verdict != "ok" {
        return Err(OpenError::Damaged);
    }
    Ok(connection)
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next()) >= SQLITE_VERSION_MIN
}

/// Returns the tables in which some row holds this text, as `table.column`: for finding out whether something was really
/// forgotten. Reads everything, so it is for tests and the simulator.
///
/// # Errors
/// When SQLite refuses.
pub async fn columns_with(connection: &mut SqliteConnection, text: &str) -> Result<Vec<String>, sqlx::Error> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut found = Vec::new();
    for (table, column) in columns {
        // Names come out of the schema itself.
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {} WHERE instr(CAST({} AS TEXT), ?) > 0)",
            quoted(&table),
            quoted(&column)
        );
        if sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(text).fetch_one(&mut *connection).await? {
            found.push(format!("{table}.{column}"));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[tokio::test]
    async fn a_file_is_private_durable_and_checked() {
        let dir = std::env::temp_dir().join(format!("sqlite-test-{}", uuid::Uuid::new_v4()));
        let path = dir.join("shard-00.db");
        let mut connection = open(&path).await.unwrap();
        let pragma = async |connection: &mut SqliteConnection, sql: &'static str| -> String {
            sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
        };
        assert_eq!(pragma(&mut connection, "PRAGMA journal_mode").await, "wal");
        assert_eq!(
            pragma(&mut connection, "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous").await,
            "2"
        );
        assert_eq!(
            pragma(&mut connection, "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys").await,
            "1"
        );
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&dir)), (0o600, 0o700));
        connection.close().await.unwrap();

        std::fs::write(&path, vec![b'x'; 8192]).unwrap();
        assert!(matches!(open(&path).await, Err(OpenError::Damaged)));
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[tokio::test]
    async fn a_deleted_or_emptied_file_is_missed_and_not_begun_anew() {
        let dir = std::env::temp_dir().join(format!("sqlite-missing-{}", uuid::Uuid::new_v4()));
        let path = dir.join("shard-00.db");
        open(&path).await.unwrap().close().await.unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(open(&path).await, Err(OpenError::Missing)));
        assert!(!path.exists(), "a refusal leaves nothing behind");
        std::fs::write(&path, []).unwrap();
        assert!(open(&path).await.unwrap_err().needs_restore());
        std::fs::remove_file(marker(&path)).unwrap();
        open(&path).await.unwrap();
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[tokio::test]
    async fn a_foreign_writer_is_waited_for_within_a_bound_and_then_named() {
        let dir = std::env::temp_dir().join(format!("sqlite-busy-{}", uuid::Uuid::new_v4()));
        let path = dir.join("shard-00.db");
        let mut foreign = open(&path).await.unwrap();
        let mut ours = open_with(&path, Duration::from_millis(50)).await.unwrap();
        let held = foreign.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let began = std::time::Instant::now();
        let refused = has_room(&mut ours).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "5");
        assert!(began.elapsed() < BUSY_TIMEOUT);
        held.rollback().await.unwrap();
        has_room(&mut ours).await.unwrap();
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[tokio::test]
    async fn a_full_file_has_no_room_and_is_usable_when_there_is_some_again() {
        let dir = std::env::temp_dir().join(format!("sqlite-room-{}", uuid::Uuid::new_v4()));
        let path = dir.join("shard-00.db");
        let mut connection = open(&path).await.unwrap();
        sqlx::query("PRAGMA max_page_count = 16").execute(&mut connection).await.unwrap();
        assert!(has_room(&mut connection).await.is_err());
        drop(connection);
        let mut connection = open(&path).await.unwrap();
        for _ in 0..2 {
            has_room(&mut connection).await.unwrap();
        }
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(left, 0);
        connection.close().await.unwrap();
        std::fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn versions_compare_by_number() {
        assert!(is_new_enough("3.51.3"));
        assert!(is_new_enough("3.100.0"));
        assert!(!is_new_enough("3.51.2"));
        assert!(!is_new_enough("nonsense"));
    }

    #[tokio::test]
    async fn memory_works_too() {
        open_in_memory().await.unwrap();
    }
}
