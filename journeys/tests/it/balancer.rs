//! A load balancer as simple as can be, in front of several instances of ingress: connections go to each in turn, and
//! past one that does not take them. With one backend it is a line that can be cut. It knows nothing of HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A running balancer; it ends when dropped.
pub struct Balancer {
    /// Where it listens.
    pub port: u16,
    is_whole: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Balancer {
    /// Shares connections out among these ports.
    pub async fn start(backends: Vec<u16>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let turn = Arc::new(AtomicUsize::new(0));
        let is_whole = watch::Sender::new(true);
        let cuts = is_whole.subscribe();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (backends, turn, mut cuts) = (backends.clone(), Arc::clone(&turn), cuts.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = cuts.wait_for(|is_whole| !is_whole) => {}
                        () = pass_on(client, &backends, &turn) => {}
                    }
                });
            }
        });
        Ok(Self { port, is_whole, task })
    }

    /// Ends all connections, and those that are tried until it is mended.
    pub fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.is_whole.send_replace(true);
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass_on(mut client: TcpStream, backends: &[u16], turn: &AtomicUsize) {
    let first = turn.fetch_add(1, Ordering::Relaxed);
    for n in 0..backends.len() {
        let Some(port) = backends.get((first + n) % backends.len()) else { continue };
        if let Ok(mut server) = TcpStream::connect(("127.0.0.1", *port)).await {
            // Ends when either side does, however it ends: both then see a closed connection.
            let _ = copy_bidirectional(&mut client, &mut server).await;
            return;
        }
    }
}
