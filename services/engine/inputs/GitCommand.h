#pragma once

#include "services/engine/inputs/Fetch.h"

#include <QProcessEnvironment>

namespace assay::engine {

/// What a git command said.
struct GitOutput {
    bool ok = false;
    QString text;               ///< output and errors, at most 64 KiB
    std::optional<Error> stop;  ///< set: it was stopped, and why
};

/// Runs the real git for one fetch, in an environment of its own: no configuration of the user or the machine, no hooks, no
/// submodules, no protocol but http and https, no redirects, no prompt. A key is read by git from files (0600) in the context's
/// scratch folder through an askpass program, never from a command line. Time, size and cancelling are watched; the whole process
/// group is killed then, and when the engine dies.
class GitCommand {
public:
    explicit GitCommand(FetchContext &context) : m_context(context) {}
    bool setCredential(const QString &user, const QString &password); ///< false: cannot be written
    /// resolve: HOST:PORT:ADDRESS (git's http.curloptResolve) or empty; direct: not through a proxy.
    void setServer(const QString &resolve, bool direct)
    {
        m_pinned = resolve;
        m_direct = direct;
    }
    GitOutput run(const QStringList &arguments, const QString &folder);
    Error tooLarge() const;

private:
    QProcessEnvironment environment() const;
    QStringList options() const;

    FetchContext &m_context;
    QString m_askpass, m_pinned;
    bool m_direct = false;
};

} // namespace assay::engine
