//! When the operator, or the machine that shuts down, asks the program to stop.

/// Ready when the program is interrupted or told to end. Needs tokio's runtime, so call it inside
/// [`run_until`](super::Server::run_until), as `server.run_until(asked_to_stop())`.
pub async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // No signal can be heard: run until the program is ended from outside.
        std::future::pending::<()>().await;
    }
}
