#pragma once

#include "services/authoring/AuthoredDocument.h"

#include <QObject>

class QMimeData;
class QWidget;

namespace assay {

/// Documents from and to YAML and JSON files: chosen in a dialog, or dropped onto a widget.
class FileExchange final : public QObject {
    Q_OBJECT
public:
    /// owner: for the dialogs, and what files are dropped onto once acceptDrops() was called.
    FileExchange(DocumentKind kind, QWidget *owner);
    void acceptDrops();
    void chooseImport();
    /// `name` without its ending is what the dialog offers.
    void chooseExport(const AuthoredDocument &document, const QString &name, bool yaml);
    void read(const QString &path);

Q_SIGNALS:
    void imported(const assay::AuthoredDocument &document);
    void written(const QString &path);
    void failed(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// The one local file that is dragged; empty: none, or several.
    static QString fileIn(const QMimeData *data);
    const DocumentKind m_kind;
    QWidget *const m_owner;
};

} // namespace assay
