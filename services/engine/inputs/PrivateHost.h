#pragma once

#include <QString>

namespace assay::engine {

/// Addresses and names that must not be cloned from, because they are inside of somebody's network (EvalHub contract 3.5):
/// localhost, loopback, private, link-local, multicast and unspecified addresses, `metadata…`, `.local`, `.svc`, `.cluster.local`.
/// Nothing is asked of the network. With loopback allowed, 127.0.0.0/8, ::1 and localhost pass. Any thread.
bool isPrivateHost(const QString &host);
/// A setting of the whole process (`assayctl serve --allow-loopback-git`); set before requests are read.
void allowLoopbackGit(bool allowed);

} // namespace assay::engine
