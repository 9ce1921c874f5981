#pragma once

#include "models/samples/FacetModel.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace assay {

/// How a benchmark's scores spread over the values of a metadata column; Enter on a value filters the samples by it.
class SliceView : public QWidget {
    Q_OBJECT
public:
    explicit SliceView(JobService &jobs, QWidget *parent = nullptr);
    void setBenchmark(const QString &jobId, int benchmarkIndex);
    /// Metadata columns that there are.
    void setColumns(const QStringList &names);
    void refresh();

Q_SIGNALS:
    void chosen(const QString &expression);

private:
    void show();
    FacetModel m_model;
    QString m_jobId;
    int m_benchmarkIndex = 0;
    QComboBox *m_columns;
    QTableView *m_table;
    QLabel *m_state;
};

} // namespace assay
