#include "models/authoring/DocumentModel.h"

#include "services/authoring/AuthoredDraft.h"
#include "services/authoring/DocumentPath.h"

#include <QRegularExpression>
#include <QUndoCommand>

#include <algorithm>

namespace assay {

/// From one state to the next. States share what is equal, so a step costs what changed.
class DocumentModel::Step : public QUndoCommand {
public:
    Step(DocumentModel &model, State before, State after, const QString &path, const QString &text, const QString &merge)
        : QUndoCommand(text), m_model(model), m_before(std::move(before)), m_after(std::move(after)), m_path(path), m_merge(merge)
    {
    }
    void redo() override { m_model.enter(m_after, m_path); }
    void undo() override { m_model.enter(m_before, m_path); }
    int id() const override { return m_merge.isEmpty() ? -1 : 1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const Step *>(other);
        if (next->m_merge != m_merge)
            return false;
        m_after = next->m_after;
        // Typed and taken back by hand: no step is left.
        setObsolete(m_after.document == m_before.document && m_after.yaml == m_before.yaml);
        return true;
    }

private:
    DocumentModel &m_model;
    State m_before, m_after;
    QString m_path, m_merge;
};

DocumentModel::DocumentModel(DocumentKind kind, QObject *parent) : QObject(parent), m_state{AuthoredDocument(kind), {}}, m_base(kind)
{
    refreshProblems();
}

void DocumentModel::open(const AuthoredDocument &saved)
{
    m_base = saved;
    m_stack.clear();
    m_refusals.clear();
    ++m_typing;
    enter({saved, {}}, {});
}

void DocumentModel::openUnsaved(const AuthoredDocument &document, const AuthoredDocument &base, const QByteArray &yaml)
{
    m_base = base;
    m_stack.clear();
    m_refusals.clear();
    ++m_typing;
    enter({document, yaml.isEmpty() ? std::nullopt : std::optional(yaml)}, {});
}

void DocumentModel::markSaved()
{
    m_base = m_state.document;
    m_refusals.clear();
    ++m_typing;
    refreshProblems();
    refreshDirty();
}

void DocumentModel::setBase(const AuthoredDocument &base)
{
    m_base = base;
    refreshDirty();
}

void DocumentModel::push(State next, const QString &path, const QString &text, const QString &merge)
{
    m_stack.push(new Step(*this, m_state, std::move(next), path, text, merge));
}

void DocumentModel::enter(const State &state, const QString &path)
{
    m_state = state;
    m_yamlError.clear();
    m_yamlErrorLine = 0;
    if (m_state.yaml) {
        if (const auto parsed = AuthoredDocument::fromText(kind(), *m_state.yaml); !parsed) {
            static const QRegularExpression line(QStringLiteral("(\\d+)"));
            m_yamlError = parsed.error().message;
            m_yamlErrorLine = line.match(m_yamlError).captured(1).toInt();
        }
    }
    m_refusals.removeIf([&](const FieldProblem &problem) {
        return path.isEmpty() || path::within(problem.path, path) || path::within(path, problem.path);
    });
    refreshProblems();
    refreshDirty();
    Q_EMIT changed(path);
    Q_EMIT yamlChanged();
}

void DocumentModel::refreshProblems()
{
    m_own = m_state.document.problems();
    m_problems = m_own + m_refusals;
    Q_EMIT problemsChanged();
}

void DocumentModel::refreshDirty()
{
    const bool dirty = m_state.document != m_base || !m_yamlError.isEmpty();
    if (std::exchange(m_dirty, dirty) != dirty)
        Q_EMIT dirtyChanged(dirty);
}

bool DocumentModel::set(const QString &path, const QVariant &value)
{
    State next{m_state.document, {}};
    if (!next.document.set(path, value) || next.document == m_state.document)
        return false;
    const FieldInfo *field = fieldAt(kind(), path);
    push(std::move(next), path, tr("Change %1").arg(field ? field->title() : path), QStringLiteral("%1 %2").arg(m_typing).arg(path));
    return true;
}

void DocumentModel::setAll(const QStringList &paths, const QVariant &value)
{
    State next{m_state.document, {}};
    for (const QString &path : paths)
        next.document.set(path, value);
    if (next.document == m_state.document)
        return;
    const FieldInfo *field = paths.isEmpty() ? nullptr : fieldAt(kind(), paths.first());
    push(std::move(next), {}, tr("Change %1 of %n row(s)", nullptr, int(paths.size())).arg(field ? field->title() : QString()), {});
}

void DocumentModel::choose(const QString &path, const QString &member)
{
    State next{m_state.document, {}};
    if (!next.document.choose(path, member) || next.document == m_state.document)
        return;
    const FieldInfo *field = fieldAt(kind(), path);
    push(std::move(next), path, tr("Change %1").arg(field ? field->title() : path), {});
}

void DocumentModel::insertRows(const QString &path, qsizetype at, const QVariantList &rows)
{
    if (rows.isEmpty())
        return;
    QVariantList list = m_state.document.rows(path);
    at = std::clamp<qsizetype>(at, 0, list.size());
    for (const QVariant &row : rows)
        list.insert(at++, row);
    State next{m_state.document, {}};
    next.document.set(path, list);
    push(std::move(next), path, tr("Add %n row(s)", nullptr, int(rows.size())), {});
}

void DocumentModel::removeRows(const QString &path, QList<int> rows)
{
    QVariantList list = m_state.document.rows(path);
    std::ranges::sort(rows, std::greater<>());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    rows.removeIf([&](int row) { return row < 0 || row >= list.size(); });
    if (rows.isEmpty())
        return;
    for (const int row : std::as_const(rows))
        list.removeAt(row);
    State next{m_state.document, {}};
    next.document.set(path, list);
    push(std::move(next), path, tr("Remove %n row(s)", nullptr, int(rows.size())), {});
}

void DocumentModel::moveRows(const QString &path, QList<int> rows, int before)
{
    const QVariantList list = m_state.document.rows(path);
    std::ranges::sort(rows);
    QVariantList head, moved, tail;
    for (int row = 0; row < list.size(); ++row)
        (rows.contains(row) ? moved : row < before ? head : tail) << list.at(row);
    const QVariantList order = head + moved + tail;
    if (order == list)
        return;
    State next{m_state.document, {}};
    next.document.set(path, order);
    push(std::move(next), path, tr("Move %n row(s)", nullptr, int(moved.size())), {});
}

void DocumentModel::replace(const AuthoredDocument &document, const QString &text)
{
    if (document != m_state.document || m_state.yaml)
        push({document, {}}, {}, text, {});
}

QByteArray DocumentModel::yaml() const { return m_state.yaml ? *m_state.yaml : m_state.document.toYaml(); }

void DocumentModel::setYaml(const QByteArray &text)
{
    if (text == yaml())
        return;
    const auto parsed = AuthoredDocument::fromText(kind(), text);
    push({parsed ? *parsed : m_state.document, text}, {}, tr("Edit Text"), QStringLiteral("%1 text").arg(m_typing));
}

int DocumentModel::lineOf(const QString &path) const { return assay::lineOf(yaml(), path); }

QString DocumentModel::problemAt(const QString &path) const
{
    const auto it = std::ranges::find(m_problems, path, &FieldProblem::path);
    return it == m_problems.end() ? QString() : it->message;
}

QString DocumentModel::problemWithin(const QString &path) const
{
    const auto it = std::ranges::find_if(m_problems, [&](const FieldProblem &problem) { return path::within(problem.path, path); });
    return it == m_problems.end() ? QString() : it->message;
}

void DocumentModel::setRefusals(const QList<FieldProblem> &refusals)
{
    m_refusals = refusals;
    refreshProblems();
}

} // namespace assay
