#pragma once

#include "services/backends/evalhub/EvalHubConnection.h"
#include "services/core/Async.h"

#include <QEventLoop>
#include <QString>

#include <memory>
#include <string>

namespace CLI {
class App;
}

// What the commands of assayctl share. They run on the main thread and wait in event loops of their own.
namespace assay::ctl {

enum ExitCode {
    Passed = 0,     ///< or not gated
    GateFailed = 1,
    TooClose = 2,   ///< under --policy strict
    Broken = 3,     ///< failed, partly failed, cancelled, infrastructure, bad input
    Usage = 64,
};

/// Which server a command talks to.
struct ServerOptions {
    std::string workspace, url, token, tenant, user;
    void addTo(CLI::App &command);
};

/// The server that the options name, connected. Error: why it cannot be reached.
Result<std::unique_ptr<EvalHubConnection>> connected(const ServerOptions &options);

/// The end of a future; nothing but the event loop runs meanwhile.
template<typename T>
Result<T> await(const QFuture<Result<T>> &future)
{
    QEventLoop loop;
    std::optional<Result<T>> out;
    QObject context;
    whenDone(future, &context, [&](const Result<T> &result) {
        out = result;
        loop.quit();
    });
    loop.exec();
    return *out;
}

/// Data that belongs to the program (share/assay): beside it in the build tree and once installed.
QString sharedData(const QString &name);

/// To standard output, as UTF-8.
void print(const QString &text);
void printBytes(const QByteArray &bytes);
/// To standard error, with a line end.
void note(const QString &text);
/// "error: MESSAGE" to standard error; returns Broken.
int fail(const Error &error);
int fail(const QString &message);

/// Text from elsewhere made harmless for a terminal and for one line.
QString oneLine(const QString &text);

} // namespace assay::ctl
