#pragma once

#include "models/common/Roles.h"
#include "services/api/ConnectionTester.h"

#include <QAbstractTableModel>

#include <memory>

namespace assay {

/// The rungs of a connection's test as they are climbed.
class ConnectionCheckModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { StepColumn, ResultColumn, TimeColumn, ColumnCount };
    enum Role { FixRole = FirstOwnRole, ///< QString: what to do; empty when nothing
                CheckStateRole };       ///< int(ConnectionCheck::State)

    explicit ConnectionCheckModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}
    /// Shows this tester's rungs from now on; null: none.
    void setTester(std::unique_ptr<ConnectionTester> tester);
    ConnectionTester *tester() const { return m_tester.get(); }
    /// One sentence about the whole climb; empty before the first.
    QString summary() const;
    bool passed() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    static QString stepName(ConnectionCheck::Step step);

Q_SIGNALS:
    void climbChanged(); ///< began, went on, ended

private:
    std::unique_ptr<ConnectionTester> m_tester;
    QList<ConnectionCheck> m_checks;
};

} // namespace assay
