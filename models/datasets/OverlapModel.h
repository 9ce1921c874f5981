#pragma once

#include "models/datasets/OverlapReport.h"

#include <QAbstractTableModel>

namespace assay {

/// The pairs of rows that a check found. GUI thread.
class OverlapModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { HereColumn, ThereColumn, KindColumn, TextColumn, ColumnCount };
    explicit OverlapModel(QObject *parent = nullptr)
        : QAbstractTableModel(parent)
    {
    }

    void setReport(const OverlapReport &report);
    const OverlapReport &report() const { return m_report; }
    const OverlapFinding &finding(int row) const { return m_report.findings.at(row); }
    /// "Row 5 of “gsm8k-train”", of the side here or there.
    QString rowTitle(int row, bool there) const;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_report.findings.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString datasetOf(bool there) const;
    OverlapReport m_report;
};

} // namespace assay
