#pragma once

#include "services/api/EvaluationService.h"

#include <QAbstractListModel>

namespace assay {

/// The tasks of a new evaluation in their order. GUI thread.
class EvaluationTaskModel : public QAbstractListModel {
    Q_OBJECT
public:
    explicit EvaluationTaskModel(QObject *parent = nullptr)
        : QAbstractListModel(parent)
    {
    }

    /// Titles and fields of the kinds; again after a change of the language.
    void setForm(const EvaluationForm &form);
    const QList<EvaluationTask> &tasks() const { return m_tasks; }
    void setTasks(const QList<EvaluationTask> &tasks);
    const EvaluationTask &task(int row) const { return m_tasks.at(row); }

    /// At the end, its result named as no other; the row.
    int add(const QString &type);
    void remove(int row);
    /// False: there is no such place.
    bool move(int row, int to);
    void setAlias(int row, const QString &alias);
    void setValue(int row, const QString &key, const QString &value);

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_tasks.size()); }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void edited();

private:
    void changedAt(int row);

    EvaluationForm m_form;
    QList<EvaluationTask> m_tasks;
};

} // namespace assay
