#pragma once

/// The files by which engine and runner shim talk, all in the attempt's work folder (0700).
namespace assay::engine::runfiles {

/// Engine to shim: one JSON object, 0600. Members: command, working_folder, job_id, secret (empty: a bare origin), log (path),
/// log_head_bytes, log_tail_bytes, keep_refusals, secrets_folder (emptied when the command's tree has gone; may be empty), stop_grace_ms, late_ms.
inline constexpr char config[] = "run.json";
/// Engine to shim: the command's environment, NAME=VALUE entries each ended by a zero byte, 0600. The shim removes it.
inline constexpr char environment[] = "run.env";
/// Shim to engine: one line an accepted report, the body as it was posted with its line breaks made blanks. Synced before the
/// answer; the number of a report is the number of its line.
inline constexpr char events[] = "events.jsonl";
/// Shim to engine, under keep_refusals only: one line a post that was not taken, a hundred at most. Members: status, code, message,
/// path (without the secret), bytes (of the body), body (its first 4 KB).
inline constexpr char refusals[] = "refusals.jsonl";
/// Shim to engine: one JSON object, written once, by rename, when nothing of the command is left. Members: started (false: the
/// engine went away before the command began), code, signal (null when the command was not ended by one), stopped (the engine
/// asked for the end), user_seconds, system_seconds, wall_seconds, max_rss_bytes, block_reads, block_writes, log_lost_bytes.
inline constexpr char exit[] = "exit.json";
/// The shim's own complaints.
inline constexpr char shimLog[] = "shim.log";

/// Descriptors that the shim finds open besides 0, 1 and 2.
inline constexpr int inboxFd = 3; ///< a listening socket on the loopback address
inline constexpr int goFd = 4;    ///< a pipe: one byte starts the command, the end of it without a byte ends the shim

} // namespace assay::engine::runfiles
