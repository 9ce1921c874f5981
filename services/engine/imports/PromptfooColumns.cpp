#include "services/engine/imports/PromptfooColumns.h"

#include "services/json/Json.h"

namespace assay::engine::imports::promptfoo {

/// A provider's label, else its id.
QString providerOf(const Json &provider)
{
    const QString label = textOf(at(provider, "label"));
    return provider.is_string() ? textOf(provider) : label.isEmpty() ? textOf(at(provider, "id")) : label;
}

QString labelOf(const Json &prompt)
{
    for (const char *name : {"label", "display", "raw"}) {
        if (const QString text = textOf(at(prompt, name)); !text.isEmpty())
            return text;
    }
    return textOf(prompt);
}

bool isError(const Json &result)
{
    if (const auto reason = wholeOf(at(result, "failureReason")))
        return *reason == 2;
    return !at(result, {"response", "error"}).is_null() || (at(result, "gradingResult").is_null() && !textOf(at(result, "error")).isEmpty());
}

bool passed(const Json &result)
{
    const Json &success = at(result, "success");
    return success.is_boolean() && success.get<bool>();
}

QList<Column> columnsOf(const Json &prompts)
{
    QList<Column> columns;
    for (const Json &prompt : elementsOf(prompts))
        columns.append({providerOf(at(prompt, "provider")), labelOf(prompt), textOf(at(prompt, "raw")), membersOf(at(prompt, "metrics")), {}});
    return columns;
}

static void add(Verdicts &to, const Json &result)
{
    ++(isError(result) ? to.errors : passed(result) ? to.passed : to.failed);
    to.score += numberOf(at(result, "score")).value_or(0);
}

void Counting::take(const Json &result)
{
    if (!result.is_object())
        return;
    if (const auto number = wholeOf(at(result, "promptIdx")); number && *number >= 0 && *number < mostColumns)
        add(m_byNumber[*number], result);
    const Name name{providerOf(at(result, "provider")), labelOf(at(result, "prompt"))};
    if (!m_byName.contains(name) && m_columns.size() < mostColumns) {
        m_byName.insert(name, m_columns.size());
        m_columns.append(Column{name.first, name.second, textOf(at(result, {"prompt", "raw"}))});
    }
    if (const auto found = m_byName.constFind(name); found != m_byName.cend())
        add(m_columns[*found].found, result);
}

void Counting::put(QList<Column> &listed) const
{
    QHash<Name, int> columns;
    for (const Column &column : std::as_const(listed))
        ++columns[{column.provider, column.label}];
    for (qsizetype number = 0; number < listed.size(); ++number) {
        Column &column = listed[number];
        const Name name{column.provider, column.label};
        if (!m_byNumber.isEmpty())
            column.found = m_byNumber.value(number);
        else if (const auto found = m_byName.constFind(name); found != m_byName.cend() && columns.value(name) == 1)
            column.found = m_columns.at(*found).found; // of two columns with one name nobody knows whose a result is
    }
}

} // namespace assay::engine::imports::promptfoo
