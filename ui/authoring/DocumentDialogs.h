#pragma once

#include "models/authoring/DocumentSession.h"
#include "models/authoring/UsageFinder.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace assay {

/// What saving would change, and how it is sent. Accepted: save.
class SaveDialog : public QDialog {
    Q_OBJECT
public:
    SaveDialog(const DocumentSession &session, const QList<DocumentChange> &changes, const Result<QByteArray> &patch, QWidget *parent);
    DocumentSession::SaveBy by() const;

private:
    QRadioButton *m_patch, *m_replace;
};

/// Somebody else changed it meanwhile: what they did, and three ways on.
class ConflictDialog : public QDialog {
    Q_OBJECT
public:
    enum class Choice { Nothing, Merge, Overwrite, KeepAsCopy };
    ConflictDialog(const QString &name, const QList<DocumentChange> &theirs, QWidget *parent);
    Choice choice() const { return m_choice; }

private:
    Choice m_choice = Choice::Nothing;
};

/// Who names it, before it is deleted. Accepted: delete.
class DeleteDialog : public QDialog {
    Q_OBJECT
public:
    DeleteDialog(DocumentKind kind, const QString &id, const QString &name, Connection &connection, QWidget *parent, bool onlyUsage = false);

private:
    void show(const UsageFinder::Usage &usage);
    UsageFinder m_finder;
    QLabel *m_text;
    QListWidget *m_list;
    DocumentKind m_kind;
    QString m_name;
};

/// Earlier states kept on this machine, each with what has changed since. Accepted: take the chosen one.
class VersionsDialog : public QDialog {
    Q_OBJECT
public:
    VersionsDialog(const VersionHistory &history, const AuthoredDocument &current, QWidget *parent);
    AuthoredDocument chosen() const;

private:
    const VersionHistory &m_history;
    AuthoredDocument m_current;
    QListWidget *m_versions, *m_changes;
};

} // namespace assay
