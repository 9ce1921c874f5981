#include "models/evaluation/EvaluationTaskModel.h"

namespace assay {

void EvaluationTaskModel::setForm(const EvaluationForm &form)
{
    m_form = form;
    if (!m_tasks.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_tasks.size()) - 1));
}

void EvaluationTaskModel::setTasks(const QList<EvaluationTask> &tasks)
{
    beginResetModel();
    m_tasks = tasks;
    endResetModel();
    Q_EMIT edited();
}

int EvaluationTaskModel::add(const QString &type)
{
    const EvaluationTaskKind *kind = m_form.kind(type);
    if (!kind)
        return -1;
    const auto taken = [this](const QString &alias) {
        return std::any_of(
            m_tasks.cbegin(), m_tasks.cend(), [&alias](const EvaluationTask &task) { return task.alias == alias; });
    };
    QString alias = kind->alias;
    for (int n = 2; taken(alias); ++n)
        alias = QStringLiteral("%1_%2").arg(kind->alias).arg(n);
    EvaluationTask task { type, alias, {} };
    for (const EvaluationField &field : kind->fields) {
        if (field.type == EvaluationField::Type::Choice && field.required)
            task.values.insert(field.key, field.choices.value(0));
    }
    const int row = int(m_tasks.size());
    beginInsertRows({}, row, row);
    m_tasks << task;
    endInsertRows();
    Q_EMIT edited();
    return row;
}

void EvaluationTaskModel::remove(int row)
{
    if (row < 0 || row >= m_tasks.size())
        return;
    beginRemoveRows({}, row, row);
    m_tasks.removeAt(row);
    endRemoveRows();
    Q_EMIT edited();
}

bool EvaluationTaskModel::move(int row, int to)
{
    if (row < 0 || to < 0 || row >= m_tasks.size() || to >= m_tasks.size() || row == to)
        return false;
    beginMoveRows({}, row, row, {}, to > row ? to + 1 : to);
    m_tasks.move(row, to);
    endMoveRows();
    Q_EMIT edited();
    return true;
}

void EvaluationTaskModel::changedAt(int row)
{
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT edited();
}

void EvaluationTaskModel::setAlias(int row, const QString &alias)
{
    if (row < 0 || row >= m_tasks.size() || m_tasks.at(row).alias == alias)
        return;
    m_tasks[row].alias = alias;
    changedAt(row);
}

void EvaluationTaskModel::setValue(int row, const QString &key, const QString &value)
{
    if (row < 0 || row >= m_tasks.size() || m_tasks.at(row).values.value(key).toString() == value)
        return;
    if (value.isEmpty())
        m_tasks[row].values.remove(key);
    else
        m_tasks[row].values.insert(key, value);
    changedAt(row);
}

QVariant EvaluationTaskModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole)
        return {};
    const EvaluationTask &task = m_tasks.at(index.row());
    const EvaluationTaskKind *kind = m_form.kind(task.type);
    const QString title = kind ? kind->title : task.type;
    return task.alias.isEmpty() ? title : tr("%1 · %2", "result and kind of a task").arg(task.alias, title);
}

} // namespace assay
