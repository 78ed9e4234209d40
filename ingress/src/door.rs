//! The listener's limits on connections: how many, how long a request may take to arrive, how long one may idle.
//!
//! The HTTP library has no time limit of its own on slow headers; this one sits below it, on the socket. When all places
//! are taken, a newcomer gets the place of a connection that says nothing: whoever only holds places keeps nobody out.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use poem::{
    http::uri::Scheme,
    listener::{Acceptor, TcpAcceptor},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpSocket,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep},
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Most connections at once. A further one takes the place of one that says nothing; while all are busy it waits in the
/// kernel's backlog.
pub const CONNECTIONS_MAX: usize = 1_024;

/// Most connections that wait in the kernel until they are accepted; its own limit (`net.core.somaxconn`, 4,096 by
/// default) holds too. With the usual 128 a burst of new connections loses some, and each of those comes a second late.
const BACKLOG_MAX: u32 = 1_024;

/// From the first byte of a request until the first byte of its answer. Slow headers and slow bodies both end here.
pub const REQUEST_TIME_LIMIT: Duration = Duration::from_secs(12);

/// How long a connection may stay open between requests.
pub const IDLE_TIME_LIMIT: Duration = Duration::from_secs(75);

/// The time limits of a connection.
#[derive(Debug, Clone, Copy)]
struct TimeLimits {
    request: Duration,
    idle: Duration,
}

/// Connections that say nothing at the moment, by who has to go first: those that never said anything before those
/// that idle after an answer, and the longest silent first.
#[derive(Default)]
struct Silent(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    next: u64,
    connections: BTreeMap<Place, CancellationToken>,
}

/// A place among the silent ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    was_answered: bool,
    since: u64,
}

impl Silent {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, was_answered: bool, gone: CancellationToken) -> Place {
        let mut waiting = self.lock();
        waiting.next += 1;
        let place = Place { was_answered, since: waiting.next };
        waiting.connections.insert(place, gone);
        place
    }

    fn leave(&self, place: Place) {
        self.lock().connections.remove(&place);
    }

    /// Sends away the one who has to go first, if there is one.
    fn send_one_away(&self) {
        if let Some((_, gone)) = self.lock().connections.pop_first() {
            gone.cancel();
        }
    }
}

/// Listens for connections at an address.
///
/// # Errors
/// The operating system's, when it does not let us have the address.
pub fn listen(addr: SocketAddr) -> io::Result<Door<TcpAcceptor>> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restarted process takes its address at once, as any listener of the standard library does.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(Door::new(TcpAcceptor::from_tokio(socket.listen(BACKLOG_MAX)?)?))
}

/// Accepts connections within the limits.
pub struct Door<A> {
    acceptor: A,
    connections: Arc<Semaphore>,
    silent: Arc<Silent>,
}

impl<A> Door<A> {
    /// Puts the limits on an acceptor.
    fn new(acceptor: A) -> Self {
        Self { acceptor, connections: Arc::new(Semaphore::new(CONNECTIONS_MAX)), silent: Arc::default() }
    }
}

impl<A: Acceptor> Acceptor for Door<A> {
    type Io = Guarded<A::Io>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.acceptor.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let (socket, local, remote, scheme) = self.acceptor.accept().await?;
        if self.connections.available_permits() == 0 {
            self.silent.send_one_away();
        }
        let permit = Arc::clone(&self.connections).acquire_owned().await.map_err(io::Error::other)?;
        let limits = TimeLimits { request: REQUEST_TIME_LIMIT, idle: IDLE_TIME_LIMIT };
        Ok((Guarded::new(socket, permit, limits, Arc::clone(&self.silent)), local, remote, scheme))
    }
}

/// A connection with its deadline.
pub struct Guarded<S> {
    socket: S,
    deadline: Pin<Box<Sleep>>,
    receiving: bool,
    limits: TimeLimits,
    silent: Arc<Silent>,
    place: Option<Place>,
    gone: CancellationToken,
    is_gone: Pin<Box<WaitForCancellationFutureOwned>>,
    _permit: OwnedSemaphorePermit,
}

impl<S> Guarded<S> {
    fn new(socket: S, permit: OwnedSemaphorePermit, limits: TimeLimits, silent: Arc<Silent>) -> Self {
        let gone = CancellationToken::new();
        let place = Some(silent.join(false, gone.clone()));
        Self {
            socket,
            // A fresh connection has to say something soon.
            deadline: Box::pin(sleep(limits.request)),
            receiving: false,
            limits,
            silent,
            place,
            is_gone: Box::pin(gone.clone().cancelled_owned()),
            gone,
            _permit: permit,
        }
    }

    fn begins(&mut self) {
        self.receiving = true;
        if let Some(place) = self.place.take() {
            self.silent.leave(place);
        }
        let deadline = Instant::now() + self.limits.request;
        self.deadline.as_mut().reset(deadline);
    }

    fn answered(&mut self) {
        self.receiving = false;
        if self.place.is_none() {
            self.place = Some(self.silent.join(true, self.gone.clone()));
        }
        let deadline = Instant::now() + self.limits.idle;
        self.deadline.as_mut().reset(deadline);
    }
}

impl<S> Drop for Guarded<S> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.silent.leave(place);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.socket).poll_read(context, buffer);
        let arrived = polled.is_ready() && buffer.filled().len() > before;
        if arrived && !self.receiving {
            self.begins();
        }
        // A request that has begun is heard to its end.
        if !self.receiving && self.is_gone.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        // Looked at even when bytes came, or a byte now and then would keep a request open for ever.
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.socket).poll_write(context, bytes));
        self.answered();
        Poll::Ready(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.socket).poll_write_vectored(context, bytes));
        self.answered();
        Poll::Ready(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const LIMITS: TimeLimits =
        TimeLimits { request: Duration::from_millis(100), idle: Duration::from_millis(300) };

    async fn guarded() -> (Guarded<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let (near, far) = tokio::io::duplex(64);
        let permit = Arc::new(Semaphore::new(1)).acquire_owned().await.unwrap();
        (Guarded::new(near, permit, LIMITS, Arc::default()), far)
    }

    #[tokio::test]
    async fn a_request_that_trickles_in_is_cut_off() {
        let (mut near, mut far) = guarded().await;
        let trickle = tokio::spawn(async move {
            // Each byte comes well within the limit of an idle socket.
            while far.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(10)).await;
            }
        });
        let mut received = Vec::new();
        let error = near.read_to_end(&mut received).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(near);
        trickle.await.unwrap();
    }

    #[tokio::test]
    async fn an_answered_connection_may_idle_but_not_for_ever() {
        let (mut near, mut far) = guarded().await;
        far.write_all(b"request").await.unwrap();
        let mut buffer = [0; 7];
        near.read_exact(&mut buffer).await.unwrap();
        near.write_all(b"answer").await.unwrap();
        let idle_since = Instant::now();
        assert_eq!(near.read(&mut buffer).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(idle_since.elapsed() >= LIMITS.idle);
    }

    #[tokio::test]
    async fn whoever_never_said_anything_makes_room_first_and_whoever_speaks_is_heard() {
        let silent: Arc<Silent> = Arc::default();
        let places = Arc::new(Semaphore::new(3));
        let join = async || {
            let (near, far) = tokio::io::duplex(64);
            let permit = Arc::clone(&places).acquire_owned().await.unwrap();
            (Guarded::new(near, permit, LIMITS, Arc::clone(&silent)), far)
        };
        let (mut idle, mut meta) = join().await;
        let (mut mute, _holder) = join().await;
        let (mut speaking, mut caller) = join().await;
        let mut buffer = [0; 1];
        for (near, far) in [(&mut idle, &mut meta), (&mut speaking, &mut caller)] {
            far.write_all(b"x").await.unwrap();
            near.read_exact(&mut buffer).await.unwrap();
        }
        idle.write_all(b"y").await.unwrap();

        let aborted = io::ErrorKind::ConnectionAborted;
        silent.send_one_away();
        assert_eq!(mute.read(&mut buffer).await.unwrap_err().kind(), aborted);
        silent.send_one_away();
        assert_eq!(idle.read(&mut buffer).await.unwrap_err().kind(), aborted);
        silent.send_one_away();
        caller.write_all(b"z").await.unwrap();
        speaking.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"z");
        drop((mute, idle, speaking));
        assert!(silent.lock().connections.is_empty());
    }
}
