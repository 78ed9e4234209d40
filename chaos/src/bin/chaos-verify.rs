//! Judges a chaos run: `chaos-verify JOURNAL RECORD LOGS_FOLDER`. Ends with 0 only if every promise was kept.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use chaos::verify;

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [journal, record, logs] = paths.as_slice() else {
        return tell("usage: chaos-verify JOURNAL RECORD LOGS_FOLDER", ExitCode::from(2));
    };
    match verify::judge_files(journal, record, logs) {
        Ok(verdict) if verdict.holds() => tell(&verdict.to_string(), ExitCode::SUCCESS),
        Ok(verdict) => tell(&verdict.to_string(), ExitCode::FAILURE),
        Err(error) => tell(&format!("chaos-verify: {error:#}"), ExitCode::from(2)),
    }
}

fn tell(text: &str, code: ExitCode) -> ExitCode {
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => code,
        Err(_) => ExitCode::FAILURE,
    }
}
