//! Connections that say nothing or hardly anything. They are cut off in time, the process stays healthy, and Meta's
//! webhooks get through.

use std::time::Duration;

use anyhow::ensure;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::harness::{AMINA, Stage};

/// More than ingress keeps open at once.
const IDLE: usize = 1_500;
const SLOW: usize = 40;
/// A request has 12 s to arrive; on a busy machine a little more.
const CUT_WAIT: Duration = Duration::from_secs(20);
/// How long one silent connection may take to come about.
const KNOCK_WAIT: Duration = Duration::from_secs(4);
/// What somebody new may wait while all places are held by the silent.
const NEWCOMER_LIMIT: Duration = Duration::from_secs(3);
/// Between two bytes of a slow one.
const TRICKLE: Duration = Duration::from_millis(300);

/// Writes one byte of a request after the other and returns how long it was let do so.
async fn trickles(address: String) -> anyhow::Result<Duration> {
    let mut socket = TcpStream::connect(address).await?;
    let began = Instant::now();
    let mut request = b"POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\nx-slow: ".to_vec();
    request.resize(4_000, b'a');
    let mut answer = [0; 64];
    for byte in request {
        if socket.write_all(&[byte]).await.is_err() {
            return Ok(began.elapsed());
        }
        if let Ok(read) = timeout(TRICKLE, socket.read(&mut answer)).await {
            ensure!(!matches!(read, Ok(1..)), "half a request was answered");
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < CUT_WAIT, "a slow request is still read after {CUT_WAIT:?}");
    }
    anyhow::bail!("the whole slow request was taken")
}

#[test]
fn slow_and_silent_connections_are_cut_off_and_webhooks_get_through() {
    Stage::new("hostile-connections").play(async |world| {
        let address = world.ingress_addr(0)?;
        let slow: Vec<_> = (0..SLOW).map(|_| tokio::spawn(trickles(address.clone()))).collect();
        let mut idle = Vec::new();
        let until = Instant::now() + CUT_WAIT;
        while idle.len() < IDLE && Instant::now() < until {
            // A busy machine accepts late; the kernel then knocks again by itself after a second.
            if let Ok(Ok(socket)) = timeout(KNOCK_WAIT, TcpStream::connect(&address)).await {
                idle.push(socket);
            }
        }
        eprintln!("| {} silent connections and {SLOW} slow ones", idle.len());
        ensure!(idle.len() > 1_000, "only {} silent connections came about", idle.len());
        let asked = Instant::now();
        ensure!(world.is_ready("ingress").await?, "ingress is not ready beside silent connections");
        ensure!(asked.elapsed() < Duration::from_secs(2), "health took {:?}", asked.elapsed());

        let mut phone = world.phone(AMINA).await?;
        phone.patience = Duration::from_mins(1);
        let said = Instant::now();
        phone.says("hi").await?;
        phone.hears().await?;
        eprintln!("| a buyer among them was answered after {:.2} s", said.elapsed().as_secs_f64());
        // Pretend Meta had a connection before; somebody new gets the place of a silent one.
        let asked = Instant::now();
        let status = loop {
            let knock = world.control.http().post(format!("http://{address}/webhooks/whatsapp")).body("{}");
            if let Ok(answer) = knock.send().await {
                break answer.status();
            }
            ensure!(asked.elapsed() < CUT_WAIT, "somebody new waits since {:?}", asked.elapsed());
        };
        ensure!(status == 401, "somebody new got {status}");
        eprintln!("| somebody new was answered after {:.2} s", asked.elapsed().as_secs_f64());
        ensure!(asked.elapsed() < NEWCOMER_LIMIT, "somebody new waited {:?}", asked.elapsed());
        for one in slow {
            let cut_after = one.await??;
            ensure!(
                cut_after >= Duration::from_secs(5),
                "a slow request was cut after {cut_after:?} already"
            );
        }
        for (gone, mut socket) in idle.into_iter().enumerate() {
            let read = timeout(CUT_WAIT, socket.read(&mut [0; 8])).await;
            ensure!(read.is_ok(), "{gone} silent connections were cut, and one is not");
        }
        Ok(())
    });
}
