//! Connections that can be cut without an answer.
//!
//! A fault such as "the work was done, the answer got lost" must look to the client exactly like a network failure.
//! Ending a response early does not: the client still reads a status line. So the sandbox accepts connections through
//! its own acceptor, each stream carries a switch, and once it is thrown every read and write fails and the socket
//! closes with a TCP reset before one byte of the answer left. Not for orderly shutdown.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use poem::http::StatusCode;
use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Response};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Status of the placeholder answer of a cut connection. No client sees it: the write fails. Seen only by tests that
/// call an endpoint without a socket.
pub const SEVERED: StatusCode = match StatusCode::from_u16(599) {
    Ok(status) => status,
    Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
};

/// The switches of all open connections, by peer address.
#[derive(Clone, Default)]
pub struct Connections(Arc<Mutex<HashMap<SocketAddr, Arc<AtomicBool>>>>);

impl Connections {
    /// Cuts the connection of this peer. Return the response from the handler at once: writing it is what fails.
    pub fn sever(&self, remote: &RemoteAddr) -> Response {
        if let Addr::SocketAddr(addr) = &remote.0
            && let Some(switch) = self.lock().get(addr)
        {
            switch.store(true, Ordering::Release);
        }
        Response::builder().status(SEVERED).finish()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SocketAddr, Arc<AtomicBool>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accepts TCP connections whose streams can be cut.
pub struct SeverableAcceptor {
    listener: TcpListener,
    local_addr: LocalAddr,
    connections: Connections,
}

impl SeverableAcceptor {
    /// Wraps a bound listener.
    pub fn new(listener: TcpListener, connections: Connections) -> io::Result<Self> {
        let local_addr = LocalAddr(listener.local_addr()?.into());
        Ok(Self { listener, local_addr, connections })
    }
}

impl Acceptor for SeverableAcceptor {
    type Io = SeverableStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        vec![self.local_addr.clone()]
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let (stream, peer) = self.listener.accept().await?;
        stream.set_nodelay(true)?;
        let severed = Arc::new(AtomicBool::new(false));
        self.connections.lock().insert(peer, Arc::clone(&severed));
        let io = SeverableStream { stream, peer, severed, connections: self.connections.clone() };
        Ok((io, self.local_addr.clone(), RemoteAddr(peer.into()), Scheme::HTTP))
    }
}

/// A TCP stream with a switch.
pub struct SeverableStream {
    stream: TcpStream,
    peer: SocketAddr,
    severed: Arc<AtomicBool>,
    connections: Connections,
}

impl SeverableStream {
    fn check(&self) -> io::Result<()> {
        if self.severed.load(Ordering::Acquire) {
            // Zero linger turns the close into a reset, so the client cannot mistake it for an empty answer.
            let _ = self.stream.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl Drop for SeverableStream {
    fn drop(&mut self) {
        self.connections.lock().remove(&self.peer);
    }
}

impl AsyncRead for SeverableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for SeverableStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt as _, IntoResponse as _, Request, Route, endpoint};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn a_severed_connection_gives_no_byte_of_an_answer() {
        let connections = Connections::default();
        let cut = connections.clone();
        let app = Route::new().at(
            "/",
            endpoint::make(move |request: Request| {
                let cut = cut.clone();
                async move { Ok::<_, poem::Error>(cut.sever(request.remote_addr()).into_response()) }
            }),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let acceptor = SeverableAcceptor::new(listener, connections).unwrap();
        let server = tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(app.map_to_response()));
        let mut client = TcpStream::connect(addr).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        let outcome = client.read_to_end(&mut answer).await;
        assert!(answer.is_empty(), "nothing may arrive");
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
        server.abort();
    }
}
