#pragma once

#include "models/datasets/OverlapReport.h"
#include "services/api/DatasetService.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;

namespace assay {

class Connection;
class DatasetRowsModel;

/// What a check for common rows compares: the other dataset, a column of each, and what counts as the same. The columns
/// are those of the first rows of either dataset.
class OverlapForm final : public QWidget {
    Q_OBJECT
public:
    OverlapForm(Connection &connection, const QString &dataset, const QList<Dataset> &all, QWidget *parent);
    OverlapRequest request() const;
    /// Why it cannot be checked; empty: it can, or the columns are on their way.
    QString problem() const;
    bool isReady() const;

Q_SIGNALS:
    void changed();

private:
    QComboBox *addBox(const char *name, const QString &label, int row, int column);
    void addField(QWidget &field, const QString &label, int row, int column);
    void showOther();
    void fillColumns(QComboBox &box, const DatasetRowsModel &rows, const QString &dataset);
    void update();
    bool isWithin() const;
    OverlapSide sideOf(const QString &dataset, const QComboBox &column) const;

    Connection &m_connection;
    const QString m_dataset;
    const QList<Dataset> m_all;
    DatasetRowsModel *m_hereRows, *m_thereRows;
    QComboBox *m_other, *m_hereColumn, *m_thereColumn, *m_kind;
    QSpinBox *m_words;
};

} // namespace assay
