//! Settings from the environment: `NAME`, or a file named by `NAME_FILE`.
//!
//! All wrong settings are reported together, before a port is bound. To add one, add it to [`vars::VARS`] and to the
//! `config.rs` of the process that reads it; `docs/CONFIGURATION.md` is generated from the list.

pub mod page;
pub mod vars;

use std::{
    collections::BTreeMap,
    fmt::{self, Display},
    ops::RangeInclusive,
    str::FromStr,
    time::Duration,
};

use crate::secret::Secret;
use vars::{VARS, Var};

/// Longest setting that is read from a file, in bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// A process's settings.
pub trait FromSettings: Sized {
    /// Reads the settings; problems are recorded in the reader, and then the result may be `None`.
    fn read(reader: &mut Reader) -> Option<Self>;
}

/// Reads settings and remembers what is wrong with them.
#[derive(Debug)]
pub struct Reader {
    environment: BTreeMap<String, Secret>,
    process: Option<&'static str>,
    problems: Vec<String>,
}

/// Everything that is wrong with the settings.
#[derive(Debug, PartialEq, Eq)]
pub struct SettingsError(Vec<String>);

impl Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings are wrong:")?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for SettingsError {}

impl Reader {
    /// Reads from the process's environment.
    pub fn from_env() -> Self {
        // Names and values that are not UTF-8 cannot be settings of ours.
        let texts = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::from_pairs(texts)
    }

    /// Reads from a map, for tests.
    pub fn from_map(map: BTreeMap<String, String>) -> Self {
        Self::from_pairs(map.into_iter())
    }

    fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let environment = pairs.map(|(name, value)| (name, Secret::new(value))).collect();
        Self { environment, process: None, problems: Vec::new() }
    }

    /// Says which process reads, for the defaults that differ by process (`OPS_ADDR`).
    #[must_use]
    pub fn for_process(mut self, process: &'static str) -> Self {
        self.process = Some(process);
        self
    }

    /// Reads a setting that must be there.
    pub fn required<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let text = self.required_secret(name)?;
        self.parse(name, &text)
    }

    /// Reads a setting that may be missing; unset and empty are the same.
    pub fn optional<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> Option<T> {
        let text = self.text(name)?;
        self.parse(name, &text)
    }

    /// Reads a setting, or takes its default from the list.
    ///
    /// A value that cannot be read is recorded, and the default stands in until [`Self::finish`] reports it.
    ///
    /// # Panics
    /// When the list gives no default that can be read: a mistake in the program, which a test finds.
    #[expect(clippy::panic, reason = "a wrong list of settings is a mistake in the program")]
    pub fn or_default<T: FromStr<Err: Display>>(&mut self, name: &'static str) -> T {
        if let Some(value) = self.optional(name) {
            return value;
        }
        let default = vars::default_for(name, self.process);
        match default.map(T::from_str) {
            Some(Ok(value)) => value,
            Some(Err(_)) | None => panic!("{name} has no usable default"),
        }
    }

    /// Reads a secret that may be missing.
    pub fn secret(&mut self, name: &'static str) -> Option<Secret> {
        self.text(name)
    }

    /// Reads a secret that must be there.
    pub fn required_secret(&mut self, name: &'static str) -> Option<Secret> {
        let problems_before = self.problems.len();
        let secret = self.text(name);
        // One that could not be read is not missing as well.
        if secret.is_none() && self.problems.len() == problems_before {
            self.missing(name);
        }
        secret
    }

    /// Reads secrets separated by commas; missing gives none.
    pub fn secret_list(&mut self, name: &'static str) -> Vec<Secret> {
        let Some(text) = self.text(name) else { return Vec::new() };
        text.expose().split(',').map(str::trim).filter(|part| !part.is_empty()).map(Secret::new).collect()
    }

    /// Returns the path that `NAME_FILE` names, for settings that are read again while the process runs.
    pub fn file_of(&mut self, name: &'static str) -> Option<std::path::PathBuf> {
        debug_assert!(is_listed(name), "{name} is not in the list of settings");
        let path = self.environment.get(&format!("{name}_FILE"))?.expose().trim();
        (!path.is_empty()).then(|| path.into())
    }

    /// Records that a setting failed a check of the caller.
    pub fn reject(&mut self, name: &'static str, why: impl Display) {
        self.problems.push(format!("{name}: {why}"));
    }

    /// Ends reading: the settings, or everything that is wrong with them.
    pub fn finish<T>(self, config: Option<T>) -> Result<T, SettingsError> {
        match config {
            Some(config) if self.problems.is_empty() => Ok(config),
            _ if self.problems.is_empty() => Err(SettingsError(vec!["a setting is missing".to_owned()])),
            _ => Err(SettingsError(self.problems)),
        }
    }

    fn missing(&mut self, name: &'static str) {
        let meaning = vars::find(name).map_or("", |var| var.meaning);
        self.reject(name, format_args!("must be set: {meaning}"));
    }

    fn parse<T: FromStr<Err: Display>>(&mut self, name: &'static str, text: &Secret) -> Option<T> {
        match text.expose().parse() {
            Ok(value) => Some(value),
            // The value itself is never shown: it may be a secret in the wrong place.
            Err(error) => {
                self.reject(name, error);
                None
            }
        }
    }

    fn text(&mut self, name: &'static str) -> Option<Secret> {
        debug_assert!(is_listed(name), "{name} is not in the list of settings");
        let filled = |secret: &Secret| {
            let text = secret.expose().trim();
            (!text.is_empty()).then(|| Secret::new(text))
        };
        let direct = self.environment.get(name).and_then(filled);
        let path = self.environment.get(&format!("{name}_FILE")).and_then(filled);
        match (direct, path) {
            (direct, None) => direct,
            (Some(_), Some(_)) => {
                self.reject(name, format_args!("is set twice, also by {name}_FILE"));
                None
            }
            (None, Some(path)) => match read_file(path.expose()) {
                Ok(text) => filled(&text),
                Err(error) => {
                    self.reject(name, format_args!("reading the file named by {name}_FILE: {error}"));
                    None
                }
            },
        }
    }
}

/// Reads a secret from a file, without the line's end; for settings that are read again while the process runs.
pub fn read_file(path: &str) -> std::io::Result<Secret> {
    use std::io::Read;
    let mut text = String::new();
    std::fs::File::open(path)?.take(FILE_BYTES_MAX).read_to_string(&mut text)?;
    Ok(Secret::new(text.trim()))
}

fn is_listed(name: &str) -> bool {
    VARS.iter().any(|var: &Var| var.name == name)
}

/// A duration as people write it: `250ms`, `30s`, `2m`, `1h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DurationText(pub Duration);

/// The text is not a duration.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a duration such as 250ms, 30s, 2m or 1h")]
pub struct ParseDurationError;

impl FromStr for DurationText {
    type Err = ParseDurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unit_at = text.find(|char: char| !char.is_ascii_digit()).ok_or(ParseDurationError)?;
        let (number, unit) = text.split_at(unit_at);
        let number: u64 = number.parse().map_err(|_| ParseDurationError)?;
        let unit_ms = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return Err(ParseDurationError),
        };
        number.checked_mul(unit_ms).map(|ms| Self(Duration::from_millis(ms))).ok_or(ParseDurationError)
    }
}

/// Reads a number of days within bounds, and returns milliseconds.
pub fn days(reader: &mut Reader, name: &'static str, bounds: RangeInclusive<u32>) -> i64 {
    let days = reader.or_default::<u32>(name);
    if !bounds.contains(&days) {
        reader.reject(name, format!("must be from {} to {} days", bounds.start(), bounds.end()));
    }
    i64::from(days) * 24 * 60 * 60 * 1000
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn reader(pairs: &[(&str, &str)]) -> Reader {
        Reader::from_map(
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        )
    }

    #[test]
    fn everything_that_is_wrong_is_reported_at_once_without_the_values() {
        let mut reader = reader(&[("SHARDS", "s3cret"), ("INGRESS_ADDR", "nowhere")]);
        assert_eq!(reader.required_secret("CONTACT_HASH_KEY"), None);
        assert_eq!(reader.optional::<u16>("SHARDS"), None);
        assert_eq!(reader.or_default::<SocketAddr>("INGRESS_ADDR").port(), 8080);
        let text = reader.finish(Some(())).unwrap_err().to_string();
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(text.contains("CONTACT_HASH_KEY: must be set"));
        assert!(!text.contains("s3cret"));
    }

    #[test]
    fn a_setting_may_come_from_a_file_but_not_twice() {
        let path = std::env::temp_dir().join(format!("setting-{}", uuid::Uuid::new_v4()));
        std::fs::write(&path, " one, two,,\n").unwrap();
        let path_text = path.to_str().unwrap();
        let mut from_file = reader(&[("META_APP_SECRETS_FILE", path_text)]);
        let secrets = from_file.secret_list("META_APP_SECRETS");
        assert_eq!(secrets, [Secret::new("one"), Secret::new("two")]);
        let mut twice = reader(&[("META_APP_SECRETS_FILE", path_text), ("META_APP_SECRETS", "three")]);
        twice.secret_list("META_APP_SECRETS");
        assert!(twice.finish(Some(())).is_err());
        std::fs::remove_file(&path).unwrap();
        let mut gone = reader(&[("META_APP_SECRETS_FILE", path_text)]);
        gone.secret_list("META_APP_SECRETS");
        assert!(gone.finish(Some(())).is_err());
    }

    #[test]
    fn empty_is_unset_and_defaults_come_from_the_list() {
        let mut reader = reader(&[("SHARDS", " "), ("META_VERIFY_TOKEN", "")]).for_process("worker");
        assert_eq!(reader.or_default::<u16>("SHARDS"), 16);
        assert_eq!(reader.optional::<String>("META_VERIFY_TOKEN"), None);
        assert_eq!(reader.or_default::<SocketAddr>("OPS_ADDR").port(), 9102);
        assert!(reader.finish(Some(())).is_ok());
    }

    #[test]
    fn durations_read_as_people_write_them() {
        let ms = |text: &str| text.parse::<DurationText>().map(|duration| duration.0.as_millis());
        assert_eq!(
            [ms("250ms"), ms("30s"), ms("2m"), ms("1h")],
            [Ok(250), Ok(30_000), Ok(120_000), Ok(3_600_000)]
        );
        for wrong in ["", "30", "s", "-1s", "1.5s", "99999999999999999999s", "1d"] {
            assert_eq!(ms(wrong), Err(ParseDurationError), "{wrong}");
        }
    }
}
