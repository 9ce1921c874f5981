#pragma once

#include <QByteArray>

namespace assay {

// EvalHub 1.0.2 reads four members of `runtime.k8s` under the names of its own fields only (CPURequest, MemoryRequest, CPULimit,
// MemoryLimit) and drops the documented ones without a word (measured; EvalHub contract, 3.8). What is sent has both.

/// A provider as it is sent: an object as text; anything else is given back as it came.
QByteArray withRuntimeNames(const QByteArray &provider);
/// A JSON Patch of a provider. A server that knows the documented names takes the others too.
QByteArray patchWithRuntimeNames(const QByteArray &patch);

} // namespace assay
