#include "models/authoring/ProblemListModel.h"

#include "models/authoring/DocumentModel.h"
#include "services/authoring/DocumentDiff.h"
#include "services/authoring/DocumentPath.h"

#include <algorithm>

namespace assay {

ProblemListModel::ProblemListModel(DocumentModel &document, QObject *parent) : QAbstractListModel(parent), m_document(document)
{
    connect(&m_document, &DocumentModel::problemsChanged, this, &ProblemListModel::refresh);
    refresh();
}

int ProblemListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_items.size()); }

QVariant ProblemListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Item &item = m_items.at(index.row());
    switch (role) {
    case Qt::DisplayRole: {
        const QString glyph = item.severity == Severity::Error ? QStringLiteral("✗") : item.severity == Severity::Warning ? QStringLiteral("⚠") : QStringLiteral("ℹ");
        return QStringLiteral("%1 %2").arg(glyph, item.message);
    }
    case Qt::ToolTipRole: return item.finding.fix.isEmpty() ? item.message : item.message + QLatin1Char('\n') + item.finding.fix;
    case PathRole: return item.path;
    case SeverityRole: return int(item.severity);
    case FixRole: return item.finding.edits.isEmpty() ? QString() : item.finding.fix;
    case ToneRole:
        return int(item.severity == Severity::Error ? Tone::Error : item.severity == Severity::Warning ? Tone::Warning : Tone::Muted);
    default: return {};
    }
}

void ProblemListModel::setSources(const LintSources &sources)
{
    m_sources = sources;
    refresh();
}

void ProblemListModel::setNotes(bool notes)
{
    m_notes = notes;
    refresh();
}

int ProblemListModel::count(Severity severity) const { return int(std::ranges::count(m_items, severity, &Item::severity)); }

bool ProblemListModel::fix(int row)
{
    if (row < 0 || row >= m_items.size() || m_items.at(row).finding.edits.isEmpty())
        return false;
    const Finding finding = m_items.at(row).finding;
    m_document.replace(mended(m_document.document(), finding), tr("Quick Fix"));
    return true;
}

int ProblemListModel::fixAll()
{
    AuthoredDocument document = m_document.document();
    int fixed = 0;
    for (const Item &item : std::as_const(m_items)) {
        fixed += item.finding.edits.isEmpty() ? 0 : 1;
        document = mended(document, item.finding);
    }
    if (fixed > 0)
        m_document.replace(document, tr("Quick Fixes"));
    return fixed;
}

void ProblemListModel::refresh()
{
    QList<Item> fresh;
    for (const FieldProblem &problem : m_document.problems()) {
        QString message = problem.message;
        const QStringList parts = path::split(problem.path);
        if (parts.size() >= 2 && parts.first() == QLatin1String("benchmarks"))
            message = rowName(m_document.value(path::join(parts.first(), parts.at(1))), parts.at(1).toInt() + 1) + QStringLiteral(": ") + message;
        fresh.append({Severity::Error, problem.path, message, {}});
    }
    if (m_sources) {
        LintSources sources = *m_sources;
        sources.dictionary = metricDictionary(); // as it is now: the user may have changed it
        for (const Finding &finding : doctorFindings(m_document.document(), sources)) {
            const QString at = path::fromPointer(finding.pointer);
            const bool told = std::ranges::any_of(fresh, [&](const Item &item) { return item.finding.code.isEmpty() && item.path == at; });
            if (!told && (m_notes || finding.severity != Severity::Note))
                fresh.append({finding.severity, at, finding.message, finding});
        }
    }
    if (fresh == m_items)
        return;
    // A short list that is rebuilt with each key: rows at the ends that stay keep their place.
    const int common = int(std::min(fresh.size(), m_items.size()));
    if (m_items.size() > fresh.size()) {
        beginRemoveRows({}, common, int(m_items.size()) - 1);
        m_items.resize(common);
        endRemoveRows();
    } else if (fresh.size() > m_items.size()) {
        beginInsertRows({}, common, int(fresh.size()) - 1);
        m_items += fresh.mid(common);
        endInsertRows();
    }
    m_items = fresh;
    if (common > 0)
        Q_EMIT dataChanged(index(0), index(common - 1));
    Q_EMIT countsChanged();
}

} // namespace assay
