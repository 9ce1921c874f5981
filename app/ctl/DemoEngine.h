#pragma once

#include "services/core/Result.h"

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace assay::ctl {

/// An engine of this program in a throw-away workspace; it and the folder are gone when this is destroyed.
class DemoEngine {
public:
    DemoEngine() = default;
    ~DemoEngine();
    /// Starts it and waits, at most 10 s, until it is ready.
    Result<Done> start();
    QString workspace() const { return m_folder.path(); }

private:
    Q_DISABLE_COPY_MOVE(DemoEngine)
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace assay::ctl
