#include "services/backends/local/EngineLauncher.h"

#include "services/core/Async.h"
#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QSysInfo>

namespace assay {

namespace {

constexpr int lookMs = 20;
constexpr qint64 maxLog = 1 << 20;
constexpr int tailLines = 6;

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString machineId()
{
    const QByteArray id = QSysInfo::machineUniqueId();
    return id.isEmpty() ? QSysInfo::machineHostName() : QString::fromLatin1(id);
}

/// Fields of /proc/PID/stat from the third on; empty when there is no such process.
QList<QByteArray> processFields(qint64 pid)
{
    const QByteArray stat = readAll(QStringLiteral("/proc/%1/stat").arg(pid));
    const qsizetype bracket = stat.lastIndexOf(')'); // the name before it may hold anything
    return bracket < 0 ? QList<QByteArray>() : stat.mid(bracket + 2).split(' ');
}

quint64 startTime(qint64 pid)
{
    const auto fields = processFields(pid);
    return fields.size() > 19 ? fields.at(19).toULongLong() : 0;
}

struct EngineFile {
    QString url, token, machineId, bootId, host, build, apiVersion;
    qint64 pid = 0;
    quint64 startTime = 0;
};

std::optional<EngineFile> readEngineFile(const QString &path)
{
    const QByteArray text = readAll(path);
    try {
        const auto in = nlohmann::json::parse(text.begin(), text.end());
        const auto string = [&in](const char *name) { return QString::fromStdString(in.value(name, std::string())); };
        return EngineFile{string("url"),  string("token"), string("machine_id"),  string("boot_id"),
                          string("host"), string("build"), string("api_version"), in.at("pid").get<qint64>(),
                          in.at("start_time").get<quint64>()};
    } catch (const nlohmann::json::exception &) {
        return {}; // no file, or one that is being replaced: as if there were none
    }
}

} // namespace

EngineLauncher::EngineLauncher(Settings settings, QObject *parent) : QObject(parent), m_settings(std::move(settings))
{
    if (m_settings.workspace.isEmpty())
        m_settings.workspace = defaultWorkspace();
    m_settings.workspace = QDir::cleanPath(QDir(m_settings.workspace).absolutePath());
    m_look.setInterval(lookMs);
    connect(&m_look, &QTimer::timeout, this, &EngineLauncher::look);
}

EngineLauncher::~EngineLauncher() = default;

QString EngineLauncher::defaultWorkspace()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/assay");
}

QString EngineLauncher::logFile() const
{
    return m_settings.workspace + QStringLiteral("/engine.log");
}

Result<std::optional<EngineAddress>> EngineLauncher::running() const
{
    const QString path = m_settings.workspace + QStringLiteral("/engine.json");
    const auto file = readEngineFile(path);
    if (!file)
        return std::optional<EngineAddress>();
    if (!file->machineId.isEmpty() && file->machineId != machineId())
        return Error{Error::Kind::Conflict,
                     QCoreApplication::translate("assay", "The workspace %1 is in use on %2; stop the engine there or choose another workspace.")
                         .arg(m_settings.workspace, file->host.isEmpty() ? file->machineId : file->host),
                     path};
    const QByteArray boot = readAll(QStringLiteral("/proc/sys/kernel/random/boot_id")).trimmed();
    if (!file->bootId.isEmpty() && file->bootId != QString::fromLatin1(boot))
        return std::optional<EngineAddress>();
    // A process id alone may be somebody else's by now, who would be handed the token.
    const auto fields = processFields(file->pid);
    if (fields.isEmpty() || fields.first() == "Z" || startTime(file->pid) != file->startTime)
        return std::optional<EngineAddress>();
    const auto others = QFile::WriteGroup | QFile::WriteOther;
    if (QFileInfo(path).permissions() & others)
        return Error{Error::Kind::Unauthorized,
                     QCoreApplication::translate("assay", "%1 may be written by other users and is not trusted; run: chmod 600 %1").arg(path), path};
    const QUrl url(file->url);
    if (file->apiVersion.section(QLatin1Char('.'), 0, 0) != QLatin1String("1"))
        return Error{Error::Kind::Unsupported,
                     QCoreApplication::translate("assay", "The engine of %1 (version %2) speaks another API; end it (process %3) and try again.")
                         .arg(m_settings.workspace, file->build, QString::number(file->pid)),
                     path};
    return std::optional<EngineAddress>(EngineAddress{url, file->token, file->pid, file->build});
}

QFuture<Result<EngineAddress>> EngineLauncher::ensure()
{
    auto promise = std::make_shared<QPromise<Result<EngineAddress>>>();
    promise->start();
    const auto future = promise->future();
    m_waiting.append(promise);
    if (m_waiting.size() > 1)
        return future;
    const auto now = running();
    if (!now) {
        finish(now.error());
    } else if (now->has_value()) {
        finish(**now);
    } else if (const auto failed = start()) {
        finish(*failed);
    } else {
        m_since.start();
        m_look.start();
    }
    return future;
}

Result<QString> EngineLauncher::program() const
{
    if (!m_settings.program.isEmpty() && QFileInfo(m_settings.program).isExecutable())
        return m_settings.program;
    const QString name = QStringLiteral("assayctl");
    const QString here = QCoreApplication::applicationDirPath();
    QString found = m_settings.program.isEmpty() ? QStandardPaths::findExecutable(name, {here}) : QString();
    if (found.isEmpty() && m_settings.program.isEmpty())
        found = QStandardPaths::findExecutable(name);
    if (!found.isEmpty())
        return found;
    return Error{
        Error::Kind::Unsupported,
        QCoreApplication::translate(
            "assay",
            "The local engine cannot start because the program assayctl was found neither in %1 nor on PATH; build or install it beside assay.")
            .arg(m_settings.program.isEmpty() ? here : QFileInfo(m_settings.program).path()),
        here, QStringLiteral("engine_missing")};
}

QProcessEnvironment EngineLauncher::cleanEnvironment(const QProcessEnvironment &from)
{
    static const QStringList kept{
        QStringLiteral("PATH"), QStringLiteral("HOME"), QStringLiteral("USER"), QStringLiteral("LOGNAME"), QStringLiteral("SHELL"),
        QStringLiteral("LANG"), QStringLiteral("LANGUAGE"), QStringLiteral("TZ"), QStringLiteral("TMPDIR"),
        QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("DISPLAY"), QStringLiteral("WAYLAND_DISPLAY"),
        QStringLiteral("XAUTHORITY"), QStringLiteral("SSL_CERT_FILE"), QStringLiteral("SSL_CERT_DIR"),
        QStringLiteral("http_proxy"), QStringLiteral("https_proxy"), QStringLiteral("no_proxy"), QStringLiteral("all_proxy"),
        QStringLiteral("HTTP_PROXY"), QStringLiteral("HTTPS_PROXY"), QStringLiteral("NO_PROXY"), QStringLiteral("ALL_PROXY")};
    static const QStringList prefixes{QStringLiteral("LC_"), QStringLiteral("XDG_"), QStringLiteral("ASSAY_")};
    QProcessEnvironment out;
    for (const QString &name : from.keys()) {
        const bool prefixed = std::any_of(prefixes.cbegin(), prefixes.cend(), [&](const QString &p) { return name.startsWith(p); });
        // The sanitizers' options, so that tests of the engine under them behave alike.
        if (prefixed || kept.contains(name) || name.endsWith(QLatin1String("SAN_OPTIONS")))
            out.insert(name, from.value(name));
    }
    return out;
}

std::optional<Error> EngineLauncher::start()
{
    const auto binary = program();
    if (!binary)
        return binary.error();
    const QString folder = m_settings.workspace;
    const bool fresh = !QFileInfo::exists(folder);
    if (!QDir().mkpath(folder))
        return Error{
            Error::Kind::Storage,
            QCoreApplication::translate("assay", "The workspace %1 cannot be made; choose another folder or free it for writing.").arg(folder),
            folder};
    if (fresh)
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile log(logFile());
    if (!log.open(log.size() > maxLog ? QIODevice::WriteOnly | QIODevice::Truncate : QIODevice::WriteOnly | QIODevice::Append))
        return Error{Error::Kind::Storage,
                     QCoreApplication::translate("assay", "The workspace %1 cannot be written (%2); choose another folder or free it for writing.")
                         .arg(folder, log.errorString()),
                     logFile()};
    log.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_logStart = log.size();
    log.close();

    QProcess process;
    process.setProgram(*binary);
    process.setArguments(QStringList{QStringLiteral("serve"), QStringLiteral("--workspace"), folder} + m_settings.extraArguments);
    process.setProcessEnvironment(cleanEnvironment(QProcessEnvironment::systemEnvironment()));
    process.setWorkingDirectory(folder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(logFile(), QIODevice::Append);
    process.setStandardErrorFile(logFile(), QIODevice::Append);
    m_child = 0;
    if (!process.startDetached(&m_child))
        return Error{Error::Kind::Unsupported,
                     QCoreApplication::translate("assay", "The local engine cannot start: %1 does not run (%2).").arg(*binary, process.errorString()),
                     *binary};
    return {};
}

bool EngineLauncher::childLives() const
{
    const auto fields = processFields(m_child);
    return !fields.isEmpty() && fields.first() != "Z";
}

void EngineLauncher::look()
{
    // Asked before the file is read: an engine that published and left at once is still seen.
    const bool lives = childLives();
    const auto now = running();
    if (!now)
        return finish(now.error());
    if (now->has_value())
        return finish(**now);
    if (!lives || m_since.elapsed() > m_settings.waitMs)
        finish(notReady());
}

Error EngineLauncher::notReady() const
{
    const QString tail = logTail();
    // What the engine says about itself is one sentence with the fix.
    const qsizetype own = tail.lastIndexOf(QLatin1String("error: "));
    if (own >= 0 && !childLives())
        return Error{
            Error::Kind::Network,
            QCoreApplication::translate("assay", "The local engine did not start: %1").arg(tail.mid(own + 7).section(QLatin1Char('\n'), 0, 0)),
            logFile(), QStringLiteral("engine_not_ready")};
    const QString why = tail.isEmpty() ? QCoreApplication::translate("assay", "it said nothing") : tail;
    const QString message = childLives()
        ? QCoreApplication::translate("assay", "The local engine did not become ready within %1 seconds; its log %2 ends: %3")
              .arg(QString::number(m_settings.waitMs / 1000), logFile(), why)
        : QCoreApplication::translate("assay", "The local engine stopped while it was starting; its log %1 ends: %2").arg(logFile(), why);
    return Error{Error::Kind::Network, message, logFile(), QStringLiteral("engine_not_ready")};
}

QString EngineLauncher::logTail() const
{
    QFile log(logFile());
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max(std::min(m_logStart, log.size()), log.size() - 4096));
    const QStringList lines = QString::fromUtf8(log.readAll()).trimmed().split(QLatin1Char('\n'));
    return redacted(lines.mid(std::max<qsizetype>(0, lines.size() - tailLines)).join(QLatin1Char('\n')));
}

void EngineLauncher::finish(const Result<EngineAddress> &result)
{
    m_look.stop();
    for (const auto &promise : std::exchange(m_waiting, {})) {
        promise->addResult(result);
        promise->finish();
    }
}

} // namespace assay
