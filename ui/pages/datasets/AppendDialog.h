#pragma once

#include "services/api/DatasetService.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace assay {

/// What a file would add to a dataset: how many rows, the first of them, which columns are new or missing, and lines that cannot be
/// read. Nothing is sent before the user says so.
class AppendDialog : public QDialog {
    Q_OBJECT
public:
    /// columns: of the dataset; empty: not known.
    AppendDialog(DatasetService &service, const QString &dataset, const QString &file, const QStringList &columns, QWidget *parent = nullptr);

Q_SIGNALS:
    void appendRequested(const assay::FileRows &rows);

private:
    void read();
    void present(const Result<FileRows> &answer);
    QString comparedColumns() const;

    DatasetService &m_service;
    const QString m_file;
    const QStringList m_columns;
    FileRows m_rows;
    QLabel *m_sum, *m_problem;
    QCheckBox *m_skip;
    QTableView *m_table;
    QStandardItemModel *m_preview;
    QPushButton *m_append;
    int m_ticket = 0;
};

} // namespace assay
