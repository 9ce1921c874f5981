#include "services/engine/inputs/GitCommand.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QLocale>
#include <QProcess>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace assay::engine {

namespace {

bool writePrivate(const QString &path, const QByteArray &text, bool program = false)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return false;
    auto rights = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (program)
        rights |= QFileDevice::ExeOwner;
    return file.setPermissions(rights) && file.write(text) == text.size() && file.flush();
}

qint64 sizeBelow(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        if (!files.fileInfo().isSymLink())
            bytes += files.fileInfo().size();
    }
    return bytes;
}

} // namespace

bool GitCommand::setCredential(const QString &user, const QString &password)
{
    const QString folder = m_context.scratch + QStringLiteral("/askpass");
    if (!QDir().mkpath(folder))
        return false;
    QFile::setPermissions(folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    m_askpass = folder + QStringLiteral("/ask");
    static const QByteArray script = "#!/bin/sh\n"
                                     "case \"$1\" in Username*) cat \"${0%/*}/user\";; *) cat \"${0%/*}/password\";; esac\n";
    return writePrivate(folder + QStringLiteral("/user"), user.toUtf8()) && writePrivate(folder + QStringLiteral("/password"), password.toUtf8())
        && writePrivate(m_askpass, script, true);
}

QProcessEnvironment GitCommand::environment() const
{
    static const char *const kept[] = {"PATH", "LD_LIBRARY_PATH", "http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY",
                                       "all_proxy", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"};
    const auto ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment out;
    for (const char *name : kept) {
        if (ours.contains(QLatin1String(name)))
            out.insert(QLatin1String(name), ours.value(QLatin1String(name)));
    }
    out.insert(QStringLiteral("HOME"), m_context.scratch);
    out.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8")); // its messages are read
    out.insert(QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1"));
    out.insert(QStringLiteral("GIT_CONFIG_GLOBAL"), QStringLiteral("/dev/null"));
    out.insert(QStringLiteral("GIT_TERMINAL_PROMPT"), QStringLiteral("0"));
    out.insert(QStringLiteral("GIT_ALLOW_PROTOCOL"), QStringLiteral("http:https"));
    out.insert(QStringLiteral("GIT_ASKPASS"), m_askpass.isEmpty() ? QStringLiteral("/bin/false") : m_askpass);
    return out;
}

QStringList GitCommand::options() const
{
    QStringList out;
    for (const char *setting : {"core.hooksPath=/dev/null", "http.followRedirects=false", "submodule.recurse=false", "credential.helper=",
                                "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false", "advice.detachedHead=false",
                                "transfer.fsckObjects=true", "fetch.fsckObjects=true"})
        out << QStringLiteral("-c") << QLatin1String(setting);
    if (!m_pinned.isEmpty())
        out << QStringLiteral("-c") << QStringLiteral("http.curloptResolve=") + m_pinned;
    if (m_direct)
        out << QStringLiteral("-c") << QStringLiteral("http.proxy=");
    return out;
}

Error GitCommand::tooLarge() const
{
    return inputError(
        Error::Kind::Invalid,
        QCoreApplication::translate(
            "assay",
            "test_data_ref.git: the repository is larger than %1 or has more than %2 files, the most that is fetched: use a smaller one.")
            .arg(QLocale::c().formattedDataSize(m_context.settings.maxBytes))
            .arg(m_context.settings.maxFiles));
}

GitOutput GitCommand::run(const QStringList &arguments, const QString &folder)
{
    QProcess git;
    git.setProgram(QStringLiteral("git"));
    git.setArguments(options() + arguments);
    git.setWorkingDirectory(folder);
    git.setProcessEnvironment(environment());
    git.setProcessChannelMode(QProcess::MergedChannels);
    git.setStandardInputFile(QProcess::nullDevice());
    git.setChildProcessModifier([] {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    });
    GitOutput out;
    git.start();
    if (!git.waitForStarted(10'000)) {
        out.stop = inputError(
            Error::Kind::Unsupported,
            QCoreApplication::translate(
                "assay", "test_data_ref.git: the program git cannot be started on this machine: install git and run the benchmark again."),
            git.errorString());
        return out;
    }
    const qint64 pid = git.processId();
    QElapsedTimer sinceSize;
    sinceSize.start();
    QByteArray text;
    bool ended = false;
    while (!ended) {
        ended = git.waitForFinished(100) || git.state() == QProcess::NotRunning;
        text += git.readAll();
        text.truncate(64 * 1024);
        if (ended)
            break;
        if (!out.stop)
            out.stop = m_context.stopReason(QStringLiteral("git"));
        if (!out.stop && sinceSize.elapsed() > 1000) {
            sinceSize.restart();
            if (sizeBelow(m_context.scratch) > 2 * m_context.settings.maxBytes) // packed and checked out
                out.stop = tooLarge();
        }
        if (out.stop)
            ::kill(-pid_t(pid), SIGKILL);
    }
    out.text = QString::fromUtf8(text);
    out.ok = !out.stop && git.exitStatus() == QProcess::NormalExit && git.exitCode() == 0;
    return out;
}

} // namespace assay::engine
