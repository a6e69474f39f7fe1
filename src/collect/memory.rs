//! What is in memory stays there: no core dump, so that a crash leaves no answer and no key on the disk.

/// Let this program leave no core dump. Called before the first answer or key comes into memory.
///
/// On Windows there is nothing to do here: dumps are the operator's setting. Swap is the machine's too.
pub fn keep_off_disk() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        if let Err(error) = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }) {
            tracing::warn!(%error, "core dumps could not be turned off");
        }
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "this program can be read by others of the same user");
        }
    }
}
