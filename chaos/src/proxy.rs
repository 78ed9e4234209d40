//! A small TCP proxy for one link, which cuts, slows, half-closes or silences it when told. It knows no protocol.
//!
//! With several servers behind it, it takes them in turn and skips those that do not accept: the balancer in front of
//! the ingresses.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::task;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

/// Connections through one proxy at a time; more have to wait to be accepted.
const CONNECTIONS_MAX: usize = 512;
/// Bytes that are under way in one direction of one connection.
const CHUNK_BYTES: usize = 16 * 1024;
/// How long a server may take to accept.
const CONNECT_WAIT: Duration = Duration::from_secs(2);

/// How bytes go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// At once.
    Open,
    /// Each piece after a pause.
    Slow(Duration),
    /// Not at all, until it ends.
    Silent,
}

/// A proxy on a port of its own. Dropping it ends its listener and cuts its connections.
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
    listener: tokio::task::JoinHandle<()>,
}

struct Shared {
    servers: Vec<SocketAddr>,
    next: AtomicUsize,
    places: Arc<Semaphore>,
    flow: watch::Sender<Flow>,
    /// Counts the cuts.
    cut: watch::Sender<u64>,
    /// Counts the half-closes.
    half_closed: watch::Sender<u64>,
}

impl Proxy {
    /// Opens a proxy to these ports of this machine.
    pub async fn open(servers: &[u16]) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            servers: servers.iter().map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, *port))).collect(),
            next: AtomicUsize::new(0),
            places: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            flow: watch::Sender::new(Flow::Open),
            cut: watch::Sender::new(0),
            half_closed: watch::Sender::new(0),
        });
        let listener = task::spawn(accept(listener, shared.clone()));
        Ok(Self { port, shared, listener })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts all connections.
    pub fn cut(&self) {
        self.shared.cut.send_modify(|count| *count += 1);
    }

    /// Ends the server's side of all connections.
    pub fn half_close(&self) {
        self.shared.half_closed.send_modify(|count| *count += 1);
    }

    /// Slows everything down.
    pub fn slow(&self, delay: Duration) {
        self.shared.flow.send_replace(Flow::Slow(delay));
    }

    /// Lets nothing through.
    pub fn silence(&self) {
        self.shared.flow.send_replace(Flow::Silent);
    }

    /// Lets everything through again.
    pub fn open_up(&self) {
        self.shared.flow.send_replace(Flow::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listener.abort();
        self.cut();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok(place) = shared.places.clone().acquire_owned().await else { return };
        // An error of one connection, such as a client gone again, is none of the listener.
        let Ok((client, _)) = listener.accept().await else { continue };
        let shared = shared.clone();
        task::spawn(async move {
            let mut cut = shared.cut.subscribe();
            tokio::select! {
                () = serve(client, &shared) => {}
                _ = cut.changed() => {}
            }
            drop(place);
        });
    }
}

async fn serve(client: TcpStream, shared: &Shared) {
    let Some(server) = connect(shared).await else { return };
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut half_closed = shared.half_closed.subscribe();
    let answers = async {
        let mut to_client = to_client;
        tokio::select! {
            () = pump(from_server, &mut to_client, shared.flow.subscribe()) => {}
            _ = half_closed.changed() => {}
        }
        let _ = to_client.shutdown().await;
    };
    let requests = async {
        let mut to_server = to_server;
        pump(from_client, &mut to_server, shared.flow.subscribe()).await;
        let _ = to_server.shutdown().await;
    };
    tokio::join!(requests, answers);
}

/// The next server in turn that accepts.
async fn connect(shared: &Shared) -> Option<TcpStream> {
    let first = shared.next.fetch_add(1, Ordering::Relaxed);
    for n in 0..shared.servers.len() {
        let server = shared.servers.get((first + n) % shared.servers.len())?;
        if let Ok(Ok(stream)) = tokio::time::timeout(CONNECT_WAIT, TcpStream::connect(server)).await {
            return Some(stream);
        }
    }
    None
}

/// Carries bytes one way until either side has ended.
async fn pump(mut from: OwnedReadHalf, to: &mut OwnedWriteHalf, mut flow: watch::Receiver<Flow>) {
    let mut chunk = vec![0_u8; CHUNK_BYTES];
    loop {
        let read = match from.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(read) => read,
        };
        let now = *flow.borrow_and_update();
        match now {
            Flow::Open => {}
            Flow::Slow(delay) => tokio::time::sleep(delay).await,
            Flow::Silent => {
                if flow.wait_for(|flow| *flow != Flow::Silent).await.is_err() {
                    return;
                }
            }
        }
        if to.write_all(chunk.get(..read).unwrap_or_default()).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    /// A server that repeats what it hears, and a client of it through a proxy.
    async fn echo() -> (Proxy, TcpStream) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        task::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                task::spawn(async move {
                    let (mut read, mut write) = stream.split();
                    let _ = tokio::io::copy(&mut read, &mut write).await;
                });
            }
        });
        let proxy = Proxy::open(&[port]).await.unwrap();
        let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
        assert_eq!(ask(&mut client, b"one").await, b"one");
        (proxy, client)
    }

    async fn ask(client: &mut TcpStream, text: &[u8]) -> Vec<u8> {
        client.write_all(text).await.unwrap();
        let mut heard = vec![0; text.len()];
        timeout(SOON, client.read_exact(&mut heard)).await.unwrap().unwrap();
        heard
    }

    #[tokio::test]
    async fn a_cut_ends_the_connection_and_new_ones_get_through() {
        let (proxy, mut client) = echo().await;
        proxy.cut();
        let ended = timeout(SOON, client.read(&mut [0; 8])).await.unwrap();
        assert!(matches!(ended, Ok(0) | Err(_)));
        let mut again = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
        assert_eq!(ask(&mut again, b"two").await, b"two");
    }

    #[tokio::test]
    async fn what_was_said_into_silence_arrives_afterwards() {
        let (proxy, mut client) = echo().await;
        proxy.silence();
        client.write_all(b"two").await.unwrap();
        let mut heard = [0; 3];
        assert!(timeout(Duration::from_millis(100), client.read_exact(&mut heard)).await.is_err());
        proxy.open_up();
        timeout(SOON, client.read_exact(&mut heard)).await.unwrap().unwrap();
        assert_eq!(&heard, b"two");
    }

    #[tokio::test]
    async fn a_half_close_ends_what_the_server_says_and_not_what_the_client_says() {
        let (proxy, mut client) = echo().await;
        proxy.half_close();
        assert_eq!(timeout(SOON, client.read(&mut [0; 8])).await.unwrap().unwrap(), 0);
        client.write_all(b"still here").await.unwrap();
    }

    #[tokio::test]
    async fn a_server_that_is_gone_is_skipped() {
        let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap().local_addr().unwrap().port();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let there = listener.local_addr().unwrap().port();
        let proxy = Proxy::open(&[gone, there]).await.unwrap();
        for _ in 0..3 {
            let _client = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).await.unwrap();
            timeout(SOON, listener.accept()).await.unwrap().unwrap();
        }
    }
}
