#include "services/engine/process/ExitRecord.h"

#include "services/engine/posix/LogSegments.h"
#include "services/engine/posix/RunFiles.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <cstring>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

QString signalName(int number)
{
    const char *name = ::sigabbrev_np(number);
    return name ? QLatin1String("SIG") + QLatin1String(name) : QString();
}

} // namespace

ExitRecord readExitRecord(const QString &workFolder)
{
    ExitRecord record;
    QFile file(workFolder + QLatin1Char('/') + QLatin1String(runfiles::exit));
    if (!file.open(QIODevice::ReadOnly))
        return record;
    const QByteArray text = file.readAll();
    const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (!json.is_object())
        return record; // no work of the shim's, which writes by rename
    record.present = true;
    record.started = json.value("started", false);
    AttemptEnd &end = record.end;
    end.known = record.started;
    end.stopped = json.value("stopped", false);
    end.exitCode = json.value("code", 0);
    if (const auto signal = json.find("signal"); signal != json.end() && signal->is_number_integer())
        end.signal = signal->get<int>();
    end.userSeconds = json.value("user_seconds", 0.0);
    end.systemSeconds = json.value("system_seconds", 0.0);
    end.wallSeconds = json.value("wall_seconds", 0.0);
    end.maxRssBytes = json.value("max_rss_bytes", qint64(0));
    end.blockReads = json.value("block_reads", qint64(0));
    end.blockWrites = json.value("block_writes", qint64(0));
    return record;
}

QString logTail(const QString &logFile)
{
    constexpr qint64 window = 16384;
    QByteArray bytes;
    const auto segments = logSegments(QFile::encodeName(logFile).toStdString());
    for (auto segment = segments.rbegin(); segment != segments.rend() && bytes.size() < window; ++segment) {
        QFile file(QFile::decodeName(segment->path.c_str()));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        file.seek(std::max<qint64>(file.size() - (window - bytes.size()), 0));
        bytes.prepend(file.readAll());
    }
    QString text = QString::fromUtf8(bytes);
    static const QRegularExpression codes(QStringLiteral("\\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(\\x07|\\x1b\\\\)?|[@-Z\\\\^_])"));
    static const QRegularExpression controls(QStringLiteral("[\\x00-\\x08\\x0b-\\x1f\\x7f]"));
    text.remove(codes).replace(QLatin1String("\r\n"), QLatin1String("\n"));
    QStringList lines;
    for (QString line : text.split(QLatin1Char('\n'))) {
        line = line.section(QLatin1Char('\r'), -1); // what a progress bar showed last
        line.remove(controls);
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        if (!line.isEmpty())
            lines.append(line.left(500));
    }
    return lines.mid(std::max<qsizetype>(lines.size() - 10, 0)).join(QLatin1Char('\n')).right(2000);
}

Message endMessage(const AttemptEnd &end, const QString &provider, const QString &tail)
{
    Message message;
    message.messageOrigin = QStringLiteral("server");
    message.messageCode = QStringLiteral("command_ended");
    if (!end.known) {
        message.messageCode = QStringLiteral("engine_stopped");
        message.message = tr("The command of provider '%1' was lost when the engine stopped or its helper was killed, and had not reported an "
                             "end; run the benchmark again.")
                              .arg(provider);
    } else if (end.signal) {
        message.message = tr("The command of provider '%1' was ended by signal %2 (%3) before it reported completed or failed.")
                              .arg(provider).arg(*end.signal).arg(signalName(*end.signal));
    } else if (const QString byShell = signalName(end.exitCode - 128); end.exitCode > 128 && !byShell.isEmpty()) {
        message.message
            = tr("The command of provider '%1' ended with exit code %2 (a shell's word for signal %3) before it reported completed or failed.")
                  .arg(provider)
                  .arg(end.exitCode)
                  .arg(byShell);
    } else if (end.exitCode != 0) {
        message.message
            = tr("The command of provider '%1' ended with exit code %2 before it reported completed or failed.").arg(provider).arg(end.exitCode);
    } else {
        message.message
            = tr("The command of provider '%1' ended with exit code 0, but neither it nor a client reported completed or failed.").arg(provider);
    }
    if (!tail.isEmpty())
        message.message += QLatin1Char(' ') + tr("The end of its output:") + QLatin1Char('\n') + tail;
    return message;
}

} // namespace assay::engine
