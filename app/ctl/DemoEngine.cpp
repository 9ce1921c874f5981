#include "app/ctl/DemoEngine.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace assay::ctl {

namespace {
constexpr int readyMs = 10000;
constexpr int stopMs = 5000;
} // namespace

Result<Done> DemoEngine::start()
{
    if (!m_folder.isValid())
        return Error{
            Error::Kind::Storage,
            QCoreApplication::translate("assay", "No temporary folder can be made (%1); free space or set TMPDIR.").arg(m_folder.errorString())};
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("serve"), QStringLiteral("--workspace"), m_folder.path(), QStringLiteral("--die-with-parent")});
    QElapsedTimer clock;
    clock.start();
    QByteArray said;
    while (clock.elapsed() < readyMs && !said.contains("ready http")) {
        if (!m_process.waitForReadyRead(200) && m_process.state() == QProcess::NotRunning)
            break;
        said += m_process.readAllStandardOutput();
    }
    if (said.contains("ready http"))
        return Done{};
    const QString why = QString::fromUtf8(m_process.readAllStandardError()).trimmed().right(1000);
    return Error{Error::Kind::Network,
                 QCoreApplication::translate("assay", "The engine did not start: %1").arg(why.isEmpty() ? m_process.errorString() : why)};
}

DemoEngine::~DemoEngine()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(stopMs)) {
        m_process.kill();
        m_process.waitForFinished(stopMs);
    }
}

} // namespace assay::ctl
