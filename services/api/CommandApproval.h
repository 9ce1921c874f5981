#pragma once

#include <QString>
#include <QStringList>

namespace assay {

/// A provider's shell command and whether it may run on this machine.
struct CommandApproval {
    QString hash;            ///< names it; changes with the command and the names of its variables
    QString providerId;      ///< the first that wanted it
    QString command;         ///< as the shell gets it
    QStringList environment; ///< names of the variables it asks for
    QString decision;        ///< "allow", "deny", "none"
};

} // namespace assay
