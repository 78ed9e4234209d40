//! One process of ours under test: started with exactly the settings given, killed when the guard goes.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Context as _, bail};
use rustix::process::Signal;
use tokio::time::Instant;

/// Until a process answers that it is ready; a debug build on a busy machine fills its catalogue in that time.
const READY_WAIT: Duration = Duration::from_mins(1);
/// Until a process that was told to stop is gone: its own drain limit, and a little.
const STOP_WAIT: Duration = Duration::from_secs(25);
/// How often a state is looked at that cannot be awaited.
pub const LOOK_INTERVAL: Duration = Duration::from_millis(50);
/// Lines of a log that a failure shows.
const TAIL_LINES: usize = 25;

/// A running process.
pub struct Process {
    /// What the story calls it, such as `worker-1`.
    pub name: String,
    child: Child,
    ready_url: String,
    log: PathBuf,
    /// Set when the story ended it or expects it to end.
    pub may_be_gone: bool,
}

impl Process {
    /// Starts a binary. Nothing of the environment gets through but what is given.
    pub fn start(
        name: &str,
        binary: &str,
        ready_url: String,
        settings: &BTreeMap<String, String>,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let output = File::options().create(true).append(true).open(&log)?;
        let child = Command::new(binaries()?.join(binary))
            .env_clear()
            .envs(settings)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        Ok(Self { name: name.to_owned(), child, ready_url, log, may_be_gone: false })
    }

    /// Waits until it says that it is ready.
    pub async fn wait_ready(&mut self, http: &reqwest::Client) -> anyhow::Result<()> {
        let deadline = Instant::now() + READY_WAIT;
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended while starting: {status}\n{}", self.name, self.tail());
            }
            let answer = match http.get(&self.ready_url).send().await {
                Ok(answer) if answer.status().is_success() => return Ok(()),
                Ok(answer) => answer.text().await.unwrap_or_default(),
                Err(_) => "no answer".to_owned(),
            };
            if Instant::now() >= deadline {
                bail!("{} is not ready: {answer}\n{}", self.name, self.tail());
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Whether it answers ready now.
    pub async fn is_ready(&self, http: &reqwest::Client) -> bool {
        http.get(&self.ready_url).send().await.is_ok_and(|answer| answer.status().is_success())
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Stops it in its tracks; it neither works nor answers, and its connections stay open.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on after [`Process::freeze`].
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        Ok(rustix::process::kill_process(pid.context("a process id")?, signal)?)
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.may_be_gone = true;
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Waits until it ended by itself.
    pub async fn wait_end(&mut self, limit: Duration) -> anyhow::Result<ExitStatus> {
        self.may_be_gone = true;
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if Instant::now() >= deadline {
                bail!("{} is still there after {limit:?}\n{}", self.name, self.tail());
            }
            tokio::time::sleep(LOOK_INTERVAL).await;
        }
    }

    /// Asks it to stop and does not wait.
    pub fn ask_to_stop(&mut self) -> anyhow::Result<()> {
        self.may_be_gone = true;
        self.signal(Signal::TERM)
    }

    /// Asks it to stop and waits for a clean end.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        self.signal(Signal::TERM)?;
        let status = self.wait_end(STOP_WAIT).await?;
        if !status.success() {
            bail!("{} did not end cleanly when asked to: {status}\n{}", self.name, self.tail());
        }
        Ok(())
    }

    /// Its whole log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The end of its log, for a failure.
    pub fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        let from = lines.len().saturating_sub(TAIL_LINES);
        format!(
            "--- {} ({})\n{}",
            self.name,
            self.log.display(),
            lines.get(from..).unwrap_or_default().join("\n")
        )
    }
}

/// Runs one of our commands to its end.
pub fn run(command: &str, arguments: &[&str]) -> anyhow::Result<Output> {
    run_with(command, arguments, &BTreeMap::new())
}

/// Runs one of our commands to its end, with these settings.
pub fn run_with(
    command: &str,
    arguments: &[&str],
    settings: &BTreeMap<String, String>,
) -> anyhow::Result<Output> {
    let mut command = Command::new(binaries()?.join(command));
    command
        .env_clear()
        .envs(settings)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .context("running a command")
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the binaries: what `make test` built, or what is built now.
fn binaries() -> anyhow::Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    if let Some(folder) = std::env::var_os("JOURNEY_BIN_DIR") {
        return Ok(PathBuf::from(folder));
    }
    let built = BUILT.get_or_init(|| {
        let build = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--workspace", "--bins"])
            .current_dir(repository())
            .status();
        let test = std::env::current_exe().map_err(|error| error.to_string())?;
        match build {
            Ok(status) if status.success() => {
                let folder = test.parent().unwrap_or(Path::new(""));
                // A test lies in `<profile>/deps`, a program beside the others.
                let folder =
                    if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder };
                Ok(folder.to_path_buf())
            }
            other => Err(format!("building the binaries: {other:?}")),
        }
    });
    built.clone().map_err(anyhow::Error::msg)
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A port that nobody listens on, below those from which the system takes the client side of connections.
pub fn free_port() -> anyhow::Result<u16> {
    const FIRST: u16 = 10_240;
    const COUNT: u32 = 22_000;
    for _ in 0..1_000 {
        let [a, b, c, d, ..] = *uuid::Uuid::new_v4().as_bytes();
        let port = FIRST + u16::try_from(u32::from_be_bytes([a, b, c, d]) % COUNT)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port")
}
