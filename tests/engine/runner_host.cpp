// An engine's share of running a command, as a process that a test can kill: runner_host FOLDER COMMAND record|hold.
// Tells in FOLDER/host-process and FOLDER/host-reports what its sink was told.
#include "tests/engine/CommandSupport.h"

#include <QCoreApplication>

using namespace assay;
using namespace assay::engine;
using namespace assay::engine::test;

namespace {

class FileSink final : public AttemptSink {
public:
    FileSink(const CommandWorkspace &space, bool record) : m_space(space), m_record(record) {}
    void phase(Phase) override {}
    void progress(qint64, qint64) override {}
    void sample(const Sample &, std::function<void(bool)>) override {}
    void logLine(const QString &) override {}
    void warning(const Message &) override {}
    void process(const ProcessRecord &process, std::function<void(bool)> recorded) override
    {
        write(QStringLiteral("host-process"), QStringLiteral("%1 %2 %3").arg(process.pid).arg(process.startTicks).arg(process.bootId));
        if (m_record)
            recorded(true);
    }
    void report(qint64 number, const BenchmarkEvent &event, std::function<void(Result<Done>)> applied) override
    {
        m_reports += QStringLiteral("%1 %2;").arg(number).arg(event.status.text());
        write(QStringLiteral("host-reports"), m_reports);
        applied(Done{});
    }
    void completed(const AttemptOutcome &) override {}
    void failed(const Message &message) override { write(QStringLiteral("host-failed"), message.message); }

private:
    void write(const QString &name, const QString &text) const
    {
        QFile file(m_space.path(name + QStringLiteral(".new")));
        if (file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text.toUtf8()) >= 0 && file.flush())
            ::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(m_space.path(name)).constData());
    }
    const CommandWorkspace &m_space;
    const bool m_record;
    QString m_reports;
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc < 4)
        return 64;
    CommandWorkspace space(QString::fromLocal8Bit(argv[1]));
    space.options.clock = &Clock::system();
    AttemptSpec spec = space.spec(QString::fromLocal8Bit(argv[2]));
    if (argc > 4) {
        spec.model.secretRef = QString::fromLocal8Bit(argv[4]);
        space.options.secrets = [](const QString &, const QString &, const std::function<void(Result<QString>)> &done) { done(QStringLiteral("the key")); };
    }
    CommandRunner runner(space.options);
    runner.start(spec, nullptr, std::make_shared<FileSink>(space, QByteArray(argv[3]) == "record"));
    return QCoreApplication::exec();
}
