#pragma once

#include "models/authoring/CopyFinder.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace assay {

class Connection;
class ConnectionRegistry;

/// To which connection a document is copied, and what it would lack there, before anything is written. Accepted: open check().document
/// there as a new, unsaved one.
class CopyDialog final : public QDialog {
    Q_OBJECT
public:
    /// `here`: the connection of the document, which is not offered. The registry outlives the dialog.
    CopyDialog(const QString &name, const AuthoredDocument &document, const QList<Provider> &providersHere, const Connection &here, ConnectionRegistry &registry, QWidget *parent);
    QString targetId() const;
    const AuthoredDocument &copy() const { return m_finder.check().document; }

private:
    void look();
    void show();

    const DocumentKind m_kind;
    ConnectionRegistry &m_registry;
    CopyFinder m_finder;
    QComboBox *m_target;
    QLabel *m_text;
    QListWidget *m_list;
    QPushButton *m_open;
};

} // namespace assay
