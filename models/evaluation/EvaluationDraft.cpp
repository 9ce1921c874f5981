#include "models/evaluation/EvaluationDraft.h"

#include "models/common/ServedModels.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"

#include <limits>

namespace assay {

namespace {

constexpr int lookAfterMs = 300;
constexpr qsizetype longestKept = 20'000; ///< characters of pasted rows in a saved layout

QVariantMap taskState(const EvaluationTask &task)
{
    return { { QStringLiteral("type"), task.type }, { QStringLiteral("alias"), task.alias },
        { QStringLiteral("values"), task.values } };
}

} // namespace

EvaluationDraft::EvaluationDraft(Connection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    m_look.setSingleShot(true);
    m_look.setInterval(lookAfterMs);
    connect(&m_look, &QTimer::timeout, this, &EvaluationDraft::lookAtColumns);
    connect(&m_tasks, &EvaluationTaskModel::edited, this, &EvaluationDraft::edited);
    describe();
}

bool EvaluationDraft::offered() const
{
    return m_connection.evaluations()
        && (m_connection.state() != Connection::State::Ready
            || m_connection.capabilities().has(Capability::CreateEvaluations));
}

void EvaluationDraft::describe()
{
    m_form = m_connection.evaluations() ? m_connection.evaluations()->form() : EvaluationForm();
    m_tasks.setForm(m_form);
}

void EvaluationDraft::setIn(EvaluationValues &values, const QString &key, const QString &value)
{
    if (value.isEmpty())
        values.remove(key);
    else
        values.insert(key, value);
    Q_EMIT edited();
}

void EvaluationDraft::setData(const EvaluationData &data)
{
    if (m_data == data)
        return;
    m_data = data;
    ++m_looks;
    m_look.start();
    Q_EMIT edited();
}

void EvaluationDraft::lookAtColumns()
{
    const bool any = !m_data.rows.trimmed().isEmpty() && m_data.source == EvaluationData::Source::Rows;
    const bool chosen = (m_data.source == EvaluationData::Source::File && !m_data.file.isEmpty())
        || (m_data.source == EvaluationData::Source::Dataset && !m_data.datasetId.isEmpty());
    m_columnsText.clear();
    m_columnsFailed = false;
    if (!offered() || !(any || chosen)) {
        Q_EMIT columnsChanged();
        return;
    }
    whenDone(m_connection.evaluations()->columns(m_data), this,
        [this, look = ++m_looks](const Result<EvaluationColumns> &columns) {
            if (look != m_looks)
                return;
            m_columnsFailed = !columns;
            if (!columns) {
                m_columnsText = columns.error().message;
            } else {
                // As the fields of tasks take them.
                const QString before = m_form.tasks.isEmpty() ? QString() : QStringLiteral("item.");
                QStringList places;
                for (const QString &name : columns->names)
                    places << before + name;
                const int rows = int(std::min<qint64>(columns->rows, std::numeric_limits<int>::max()));
                m_columnsText = tr("%n row(s): %1", nullptr, rows).arg(places.join(QStringLiteral(", ")));
            }
            Q_EMIT columnsChanged();
        });
}

void EvaluationDraft::askModels()
{
    if (!offered() || !m_models.isEmpty() || !m_connection.models() || !m_connection.capabilities().has(Capability::ListModels))
        return;
    whenDone(m_connection.models()->list(), this, [this](const Result<QList<ServedModel>> &models) {
        if (!models)
            return; // any name can be entered
        m_models = namesOfChatModels(*models);
        Q_EMIT modelsChanged();
    });
}

/// Each time anew: they come and go on the server.
void EvaluationDraft::askSuggestions()
{
    for (const EvaluationField &field : offered() ? m_form.about : QList<EvaluationField>()) {
        if (!field.suggested)
            continue;
        whenDone(m_connection.evaluations()->suggestions(field.key), this,
            [this, key = field.key](const Result<QStringList> &names) {
                if (!names || m_suggestions.value(key) == *names)
                    return; // any name can be entered
                m_suggestions.insert(key, *names);
                Q_EMIT suggestionsChanged(key);
            });
    }
}

void EvaluationDraft::setLoad(LoadState load, const Error &error)
{
    m_load = load;
    m_error = error;
    Q_EMIT loadChanged();
}

void EvaluationDraft::create()
{
    if (!offered() || m_load == LoadState::Loading)
        return;
    setLoad(LoadState::Loading);
    whenDone(m_connection.evaluations()->create({ m_about, m_keep, m_data, m_tasks.tasks() }), this,
        [this](const Result<Job> &job) {
            if (!job)
                return setLoad(LoadState::Failed, job.error());
            // The rest stays for the next one; without the names that are its own, a second click creates nothing.
            for (const EvaluationField &field : m_form.about) {
                if (field.required && field.type == EvaluationField::Type::Line && !field.suggested)
                    m_about.remove(field.key);
            }
            Q_EMIT replaced();
            setLoad(LoadState::Ready);
            Q_EMIT created(job->resource.id, job->name);
        });
}

QVariantMap EvaluationDraft::state() const
{
    QVariantList tasks;
    for (const EvaluationTask &task : m_tasks.tasks())
        tasks << taskState(task);
    return { { QStringLiteral("about"), m_about }, { QStringLiteral("keep"), m_keep },
        { QStringLiteral("tasks"), tasks }, { QStringLiteral("source"), int(m_data.source) },
        { QStringLiteral("rows"), m_data.rows.size() > longestKept ? QString() : m_data.rows },
        { QStringLiteral("file"), m_data.file }, { QStringLiteral("dataset"), m_data.datasetId }, { QStringLiteral("pick"), m_data.pick } };
}

void EvaluationDraft::setState(const QVariantMap &state)
{
    m_about = state.value(QStringLiteral("about")).toMap();
    m_keep = state.value(QStringLiteral("keep")).toMap();
    const int source
        = std::clamp(state.value(QStringLiteral("source")).toInt(), 0, int(EvaluationData::Source::Dataset));
    m_data = { EvaluationData::Source(source), state.value(QStringLiteral("rows")).toString(),
        state.value(QStringLiteral("file")).toString(), state.value(QStringLiteral("dataset")).toString(),
        state.value(QStringLiteral("pick")).toString() };
    QList<EvaluationTask> tasks;
    for (const QVariant &one : state.value(QStringLiteral("tasks")).toList()) {
        const QVariantMap task = one.toMap();
        if (!m_form.tasks.isEmpty() && !task.value(QStringLiteral("type")).toString().isEmpty())
            tasks << EvaluationTask { task.value(QStringLiteral("type")).toString(),
                task.value(QStringLiteral("alias")).toString(), task.value(QStringLiteral("values")).toMap() };
    }
    m_tasks.setTasks(tasks);
    ++m_looks;
    m_look.start();
    Q_EMIT replaced();
}

} // namespace assay
