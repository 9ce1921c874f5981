#include "models/library/SavedViews.h"

#include "services/core/Async.h"
#include "services/core/JsonText.h"

#include <QVariantList>

namespace assay {

namespace {

QString kind() { return QStringLiteral("runs-view"); }

SavedDocument documentOf(const RunsView &view)
{
    QVariantList sort;
    for (const JobFilterModel::SortKey &key : view.sort)
        sort << QVariantMap{{QStringLiteral("column"), key.column}, {QStringLiteral("descending"), key.order == Qt::DescendingOrder}};
    return {view.id, view.title,
            JsonText::fromVariantMap({{QStringLiteral("filter"), view.filter}, {QStringLiteral("sort"), sort},
                                      {QStringLiteral("columns"), QString::fromLatin1(view.columns.toBase64())}}).text, 0};
}

RunsView viewOf(const SavedDocument &document)
{
    const QVariantMap map = JsonText{document.body}.toVariantMap();
    RunsView view{document.id, document.title, false, map.value(QStringLiteral("filter")).toString(), {}, {}};
    for (const QVariant &key : map.value(QStringLiteral("sort")).toList()) {
        const QVariantMap part = key.toMap();
        view.sort.append({part.value(QStringLiteral("column")).toInt(),
                          part.value(QStringLiteral("descending")).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder});
    }
    view.columns = QByteArray::fromBase64(map.value(QStringLiteral("columns")).toString().toLatin1());
    return view;
}

} // namespace

QList<RunsView> SavedViews::builtIn()
{
    const auto view = [](const char *id, const QString &title, const QString &filter) {
        return RunsView{QLatin1String(id), title, true, filter, {{}}, {}};
    };
    return {view("builtin:all", tr("All Runs"), {}),
            view("builtin:active", tr("Running and Waiting"), QStringLiteral("state:running state:waiting")),
            view("builtin:look", tr("Needs a Look"), QStringLiteral("-state:running -state:waiting -verdict:pass -verdict:none")),
            view("builtin:week", tr("Last 7 Days"), QStringLiteral("after:-7d")),
            view("builtin:worse", tr("Worse Than Baseline"), QStringLiteral("is:worse")),
            view("builtin:models", tr("By Model"), QStringLiteral("group:model"))};
}

void SavedViews::load()
{
    whenDone(m_documents.list(kind()), this, [this](const Result<QList<SavedDocument>> &documents) {
        if (!documents)
            return; // the library has told why
        m_saved.clear();
        for (const SavedDocument &document : *documents)
            m_saved << viewOf(document);
        Q_EMIT changed();
    });
}

QList<RunsView> SavedViews::views() const { return builtIn() + m_saved; }

const RunsView *SavedViews::find(const QString &id) const
{
    const auto at = std::find_if(m_saved.cbegin(), m_saved.cend(), [&id](const RunsView &view) { return view.id == id; });
    return at == m_saved.cend() ? nullptr : &*at;
}

QString SavedViews::titleProblem(const QString &title, const QString &id) const
{
    if (title.trimmed().isEmpty())
        return tr("Give the view a name.");
    const QList<RunsView> all = views();
    const bool taken = std::any_of(all.begin(), all.end(), [&](const RunsView &view) {
        return view.id != id && view.title.compare(title.trimmed(), Qt::CaseInsensitive) == 0;
    });
    return taken ? tr("There is a view “%1” already: choose another name.").arg(title.trimmed()) : QString();
}

void SavedViews::save(const RunsView &view)
{
    whenDone(m_documents.save(kind(), documentOf(view)), this, [this](const Result<SavedDocument> &document) {
        if (!document)
            return void(Q_EMIT failed(document.error().message));
        m_saved.removeIf([&](const RunsView &other) { return other.id == document->id; });
        m_saved << viewOf(*document);
        std::sort(m_saved.begin(), m_saved.end(), [](const RunsView &a, const RunsView &b) { return a.title.localeAwareCompare(b.title) < 0; });
        Q_EMIT changed();
        Q_EMIT saved(document->id);
    });
}

void SavedViews::remove(const QString &id)
{
    whenDone(m_documents.remove(kind(), id), this, [this, id](const Result<Done> &done) {
        if (!done)
            return void(Q_EMIT failed(done.error().message));
        m_saved.removeIf([&](const RunsView &view) { return view.id == id; });
        Q_EMIT changed();
    });
}

} // namespace assay
