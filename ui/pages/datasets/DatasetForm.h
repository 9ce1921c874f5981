#pragma once

#include "models/datasets/DatasetDraft.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace assay {

class Connection;

/// Registers a file, typed rows or, where the server opens such, an address as a dataset of a connection, under a name and for a purpose,
/// once the user says so. A refusal stays in the form.
class DatasetForm : public QWidget {
    Q_OBJECT
public:
    explicit DatasetForm(Connection &connection, QWidget *parent = nullptr);
    /// Shows itself for this file of this machine.
    void offer(const QString &file);
    /// Shows itself for what is to be entered: an address, or rows where the server opens none.
    void enter();
    bool isBusy() const { return m_adding; }
    void retranslate();

Q_SIGNALS:
    void busyChanged();
    /// The reader wants another file; offer() it.
    void fileWanted();
    /// name: as it was entered.
    void added(const QString &name, const assay::DatasetAdded &answer);
    void dismissed();

private:
    void build();
    void buildSources(QFormLayout &form);
    void buildMore(QFormLayout &form);
    QLabel *label(QWidget *buddy);
    QPlainTextEdit *box(const char *name, int lines);
    void start(DatasetDraft::Source source);
    DatasetTakes takes() const;
    DatasetDraft draft() const;
    void add();
    void send(const Result<DatasetRequest> &request);
    void answered(const Result<DatasetAdded> &answer, const QString &name);
    void fillChoices();
    void update();

    Connection &m_connection;
    QLabel *m_file, *m_problem, *m_idLabel, *m_purposeLabel, *m_sourceLabel, *m_addressLabel, *m_addressHint, *m_rowsLabel, *m_metadataLabel, *m_providerLabel;
    QWidget *m_fileLine;
    QLineEdit *m_id, *m_address, *m_provider;
    QPlainTextEdit *m_rows, *m_metadata;
    QComboBox *m_purpose, *m_source;
    QCheckBox *m_skip;
    QPushButton *m_add, *m_dismiss, *m_browse;
    QString m_path;
    bool m_adding = false;
};

} // namespace assay
