#include "services/backends/scale/ScaleRequest.h"

#include "services/backends/scale/ScaleValue.h"

#include <QCoreApplication>
#include <QSet>

namespace assay::scale {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

QString enteredAt(const EvaluationValues &values, const Field &field)
{
    return values.value(field.shown.key).toString();
}

/// Sets a.b.c, making the objects on the way.
void put(Ordered &into, const QString &path, const Ordered &value)
{
    Ordered *at = &into;
    for (const QString &part : path.split(QLatin1Char('.')))
        at = &(*at)[part.toStdString()];
    *at = value;
}

/// Writes a request and gathers what is wrong with it.
class Writing {
public:
    Writing(const EvaluationRequest &request, const GivenRows &rows)
        : m_request(request)
        , m_rows(rows)
    {
    }

    Result<QByteArray> write(const QString &mark)
    {
        Ordered body = values(aboutFields(), m_request.about, {});
        if (!body["metadata"].is_object())
            body["metadata"] = Ordered::object();
        body["metadata"][markKey] = mark.toStdString();
        addData(body);
        addTasks(body);
        if (!m_faults.isEmpty())
            return Error { Error::Kind::Invalid, m_faults.join(QLatin1Char('\n')) };
        QByteArray text = QByteArray::fromStdString(body.dump());
        if (!m_rows.array.isEmpty()) // as they are: no number loses a digit, and long ones are not read twice
            text.replace(text.size() - 1, 1, ",\"data\":" + m_rows.array.text + '}');
        return text;
    }

private:
    void fault(const QString &where, const QString &label, const QString &what)
    {
        const QString place = where.isEmpty() ? label : QStringLiteral("%1, %2").arg(where, label);
        m_faults << QStringLiteral("%1: %2").arg(place, what);
    }

    /// `where`: the task, for the sentence; empty: the evaluation itself.
    Ordered values(const QList<Field> &fields, const EvaluationValues &entered, const QString &where)
    {
        Ordered out = Ordered::object();
        Ordered further;
        for (const Field &field : fields) {
            const QString text = enteredAt(entered, field);
            if (text.trimmed().isEmpty()) {
                if (field.shown.required)
                    fault(where, field.shown.label, Text::tr("enter something."));
                continue;
            }
            const auto made = valueOf(field, text);
            if (const auto *why = std::get_if<QString>(&made))
                fault(where, field.shown.label, *why);
            else if (field.path.isEmpty())
                further = std::get<Ordered>(made);
            else
                put(out, field.path, std::get<Ordered>(made));
        }
        for (const auto &[name, value] : further.items()) {
            if (out.contains(name))
                fault(where, QString::fromStdString(name), Text::tr("it is entered twice."));
            out[name] = value;
        }
        checkGroups(fields, entered, where);
        return out;
    }

    void checkGroups(const QList<Field> &fields, const EvaluationValues &entered, const QString &where)
    {
        QMap<QString, QStringList> labels;
        QMap<QString, int> count;
        for (const Field &field : fields) {
            if (field.group.isEmpty())
                continue;
            labels[field.group] << field.shown.label;
            count[field.group] += !enteredAt(entered, field).trimmed().isEmpty();
        }
        for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
            if (count.value(it.key()) == 0)
                fault(where, it->first(), Text::tr("enter something."));
            else if (count.value(it.key()) > 1)
                fault(where, it->join(QStringLiteral(", ")), Text::tr("enter one of these, not several."));
        }
    }

    void addData(Ordered &body)
    {
        const Ordered keep = values(keepFields(), m_request.keep, {});
        const QString named = m_request.keep.value(QStringLiteral("dataset.name")).toString().trimmed();
        if (m_request.data.source == EvaluationData::Source::Dataset) {
            body["dataset_id"] = m_request.data.datasetId.toStdString();
            if (m_request.data.datasetId.isEmpty())
                fault({}, Text::tr("Dataset"), Text::tr("choose one."));
            return;
        }
        if (named.isEmpty())
            return;
        body["dataset"] = keep;
        for (const auto &one : keep.contains("keys") ? keep["keys"] : Ordered::array()) {
            const QString key = QString::fromStdString(one.get<std::string>());
            if (!m_rows.columns.names.contains(key))
                fault({}, Text::tr("Columns of the dataset"), noColumn(key));
        }
    }

    QString noColumn(const QString &name) const
    {
        return Text::tr("there is no column “%1”; there are %2.")
            .arg(name, m_rows.columns.names.join(QStringLiteral(", ")));
    }

    void addTasks(Ordered &body)
    {
        if (m_request.tasks.isEmpty())
            return;
        body["tasks"] = Ordered::array();
        const auto kinds = taskKinds();
        QSet<QString> aliases;
        for (int i = 0; i < m_request.tasks.size(); ++i) {
            const EvaluationTask &task = m_request.tasks.at(i);
            const auto kind = std::find_if(
                kinds.cbegin(), kinds.cend(), [&task](const TaskKind &one) { return one.shown.type == task.type; });
            const QString where
                = Text::tr("Task %1 (%2)").arg(i + 1).arg(kind == kinds.cend() ? task.type : kind->shown.title);
            if (kind == kinds.cend()) {
                fault(where, Text::tr("Kind"), Text::tr("there is no such task."));
                continue;
            }
            checkAlias(task.alias.trimmed(), where, aliases);
            Ordered one { { "task_type", task.type.toStdString() }, { "alias", task.alias.trimmed().toStdString() },
                { "configuration", values(kind->fields, task.values, where) } };
            checkPlaces(one["configuration"], where, task.alias.trimmed());
            body["tasks"].push_back(one);
        }
    }

    void checkAlias(const QString &alias, const QString &where, QSet<QString> &seen)
    {
        const QString label = Text::tr("Name of the result");
        if (alias.isEmpty())
            fault(where, label, Text::tr("enter something."));
        else if (seen.contains(alias))
            fault(where, label, Text::tr("another task has “%1” already; choose another.").arg(alias));
        else if (m_rows.columns.names.contains(alias))
            fault(where, label, Text::tr("the rows have a column “%1” already; choose another.").arg(alias));
        seen.insert(alias);
    }

    /// Columns and results of other tasks can be named; all others are slips that would be paid for row by row.
    void checkPlaces(Ordered configuration, const QString &where, const QString &alias)
    {
        configuration.erase("function_source"); // a program, not a template
        QStringList known = m_rows.columns.names;
        for (const EvaluationTask &task : m_request.tasks)
            known << task.alias.trimmed() << resultsOf(task);
        for (const QString &place : placesIn(configuration)) {
            const bool own = place.section(QLatin1Char('.'), 0, 0) == alias && !m_rows.columns.names.contains(alias);
            const bool found = std::any_of(known.cbegin(), known.cend(), [&place](const QString &name) {
                return !name.isEmpty()
                    && (place == name || place.startsWith(name + QLatin1Char('.'))
                        || place.startsWith(name + QLatin1Char('[')));
            });
            if (own)
                fault(where, QStringLiteral("item.") + place,
                    Text::tr("it is the task's own result; name another column."));
            else if (!found && m_rows.columns.all)
                fault(where, QStringLiteral("item.") + place, noColumn(place));
        }
    }

    /// Columns beside the alias: a function may fill several.
    static QStringList resultsOf(const EvaluationTask &task)
    {
        QStringList out;
        const Ordered outputs
            = Ordered::parse(task.values.value(QStringLiteral("outputs")).toString().toStdString(), nullptr, false);
        for (const Ordered &one : outputs.is_array() ? outputs : Ordered::array()) {
            const auto text = [&one](const char *name) {
                return one.is_object() && one.contains(name) && one[name].is_string()
                    ? QString::fromStdString(one[name].get<std::string>())
                    : QString();
            };
            out << (text("alias").isEmpty() ? text("path").replace(QLatin1Char('.'), QLatin1Char('_')) : text("alias"));
        }
        return out;
    }

    const EvaluationRequest &m_request;
    const GivenRows &m_rows;
    QStringList m_faults;
};

} // namespace

Result<QByteArray> writeEvaluation(const EvaluationRequest &request, const GivenRows &rows, const QString &mark)
{
    return Writing(request, rows).write(mark);
}

} // namespace assay::scale
