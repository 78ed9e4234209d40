//! The listener's limits on connections: how many, how long a request may take to arrive, how long one may idle.
//!
//! The HTTP library has no time limit of its own on slow headers; this one sits below it, on the socket.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use poem::{
    http::uri::Scheme,
    listener::Acceptor,
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep},
};

/// Most connections at once; further ones wait in the kernel's backlog.
pub const CONNECTIONS_MAX: usize = 1_024;

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

/// Accepts connections within the limits.
pub struct Door<A> {
    acceptor: A,
    connections: Arc<Semaphore>,
}

impl<A> Door<A> {
    /// Puts the limits on an acceptor.
    pub fn new(acceptor: A) -> Self {
        Self { acceptor, connections: Arc::new(Semaphore::new(CONNECTIONS_MAX)) }
    }
}

impl<A: Acceptor> Acceptor for Door<A> {
    type Io = Guarded<A::Io>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.acceptor.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let permit = Arc::clone(&self.connections).acquire_owned().await.map_err(io::Error::other)?;
        let (socket, local, remote, scheme) = self.acceptor.accept().await?;
        let limits = TimeLimits { request: REQUEST_TIME_LIMIT, idle: IDLE_TIME_LIMIT };
        Ok((Guarded::new(socket, permit, limits), local, remote, scheme))
    }
}

/// A connection with its deadline.
pub struct Guarded<S> {
    socket: S,
    deadline: Pin<Box<Sleep>>,
    receiving: bool,
    limits: TimeLimits,
    _permit: OwnedSemaphorePermit,
}

impl<S> Guarded<S> {
    fn new(socket: S, permit: OwnedSemaphorePermit, limits: TimeLimits) -> Self {
        // A fresh connection has to say something soon.
        Self { socket, deadline: Box::pin(sleep(limits.request)), receiving: false, limits, _permit: permit }
    }

    fn answered(&mut self) {
        self.receiving = false;
        let deadline = Instant::now() + self.limits.idle;
        self.deadline.as_mut().reset(deadline);
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
            self.receiving = true;
            let deadline = Instant::now() + self.limits.request;
            self.deadline.as_mut().reset(deadline);
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
        (Guarded::new(near, permit, LIMITS), far)
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
}
