#pragma once

#include "models/common/LoadState.h"
#include "services/authoring/CopyCheck.h"

#include <QObject>

#include <memory>

namespace assay {

class Connection;

/// Reads what another connection has, and tells what a copy of a document there would lack. GUI thread.
class CopyFinder : public QObject {
    Q_OBJECT
public:
    /// `here`: providers of the connection that the document is on.
    CopyFinder(const AuthoredDocument &document, const QList<Provider> &here, QObject *parent = nullptr);
    /// Reads the target anew; a newer one overtakes it.
    void look(Connection &target);
    LoadState state() const { return m_state; }
    const Error &error() const { return m_error; }     ///< why Failed
    const CopyCheck &check() const { return m_check; } ///< when Ready

Q_SIGNALS:
    void changed();

private:
    struct Reading;
    void readProviders(const std::shared_ptr<Reading> &reading);
    void readNames(const std::shared_ptr<Reading> &reading);
    void failGone();
    void fail(const Error &error);
    void finish(const std::shared_ptr<Reading> &reading);

    const AuthoredDocument m_document;
    const QList<Provider> m_here;
    std::shared_ptr<Reading> m_reading; ///< the newest
    LoadState m_state = LoadState::Idle;
    Error m_error;
    CopyCheck m_check;
};

} // namespace assay
