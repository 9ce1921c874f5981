#pragma once

#include "services/api/DatasetService.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace assay {

class Connection;

/// Registers a file as a dataset of a connection, under a name and for a purpose, once the user says so. A refusal
/// stays in the form.
class DatasetForm : public QWidget {
    Q_OBJECT
public:
    explicit DatasetForm(Connection &connection, QWidget *parent = nullptr);
    /// Shows itself for this file of this machine.
    void offer(const QString &file);
    bool isBusy() const { return m_adding; }
    void retranslate();

Q_SIGNALS:
    void busyChanged();
    /// name: as it was entered.
    void added(const QString &name, const assay::DatasetAdded &answer);
    void dismissed();

private:
    void build();
    void add();
    void answered(const Result<DatasetAdded> &answer, const QString &name);
    void update();

    Connection &m_connection;
    QLabel *m_file, *m_problem, *m_idLabel, *m_purposeLabel;
    QLineEdit *m_id;
    QComboBox *m_purpose;
    QCheckBox *m_skip;
    QPushButton *m_add, *m_dismiss;
    QString m_path;
    bool m_adding = false;
};

} // namespace assay
