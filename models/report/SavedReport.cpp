#include "models/report/SavedReport.h"

#include "models/common/Words.h"
#include "services/core/JsonText.h"
#include "services/core/OnPool.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <iterator>

namespace assay {

QString SavedReport::id() const
{
    return QString::fromLatin1(QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha256).toHex().left(32));
}

SavedDocument SavedReport::document() const
{
    const QVariantMap body { { QStringLiteral("version"), 1 }, { QStringLiteral("path"), path },
        { QStringLiteral("subject"), subject }, { QStringLiteral("format"), format } };
    SavedDocument made;
    made.id = id();
    made.title = title.trimmed().isEmpty() ? QFileInfo(path).fileName() : title;
    made.body = JsonText::fromVariantMap(body).text;
    return made;
}

std::optional<SavedReport> SavedReport::from(const SavedDocument &document)
{
    const QVariantMap body = JsonText { document.body }.toVariantMap();
    const auto text = [&body](const char *name) { return body.value(QLatin1String(name)).toString(); };
    if (body.value(QStringLiteral("version")).toInt() != 1 || text("path").isEmpty() || text("subject").isEmpty())
        return std::nullopt;
    return SavedReport { document.title, text("path"), text("subject"), text("format"), document.changedMs };
}

SavedReportsModel::SavedReportsModel(SavedDocuments &documents, QObject *parent) : MergedTable(parent), m_saved(documents, SavedReport::kind())
{
    connect(&m_saved, &SavedList::read, this, &SavedReportsModel::take);
    connect(&m_saved, &SavedList::loadChanged, this, &SavedReportsModel::loadChanged);
    connect(&m_saved, &SavedList::failed, this, &SavedReportsModel::failed);
}

int SavedReportsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}
int SavedReportsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

static QString formatText(const QString &format)
{
    if (format == QLatin1String("md"))
        return SavedReportsModel::tr("Markdown");
    return format == QLatin1String("xml") ? SavedReportsModel::tr("JUnit XML") : format.toUpper();
}

QString SavedReportsModel::text(const Row &row, int column) const
{
    const QString path = QDir::toNativeSeparators(row.report.path);
    switch (column) {
    case TitleColumn: return row.report.title;
    case FormatColumn: return formatText(row.report.format);
    case SavedColumn: return whenText(QDateTime::fromMSecsSinceEpoch(row.report.savedMs), QDateTime::currentDateTime());
    case FileColumn: return row.gone ? tr("not there any more: %1", "a file").arg(path) : path;
    default: return {};
    }
}

QVariant SavedReportsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole: return QStringLiteral("<p>%1</p>").arg(text(row, index.column()).toHtmlEscaped());
    case IdRole: return row.report.id();
    case ToneRole: return int(row.gone && index.column() == FileColumn ? Tone::Warning : Tone::Plain);
    case GoneRole: return row.gone;
    default: return {};
    }
}

QVariant SavedReportsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn: return tr("Report");
    case FormatColumn: return tr("Kind");
    case SavedColumn: return tr("Saved");
    case FileColumn: return tr("File");
    default: return {};
    }
}

void SavedReportsModel::merge(const QList<Row> &fresh)
{
    mergeAnyOrder(m_rows, fresh, [](const Row &row) { return row.report.path; });
}

void SavedReportsModel::take(const QList<SavedDocument> &documents)
{
    QList<Row> fresh;
    for (const SavedDocument &document : documents) {
        const auto report = SavedReport::from(document);
        if (!report)
            continue;
        const auto known = std::ranges::find(m_rows, report->path, [](const Row &row) { return row.report.path; });
        fresh.append({ *report, known != m_rows.end() && known->gone }); // until it is looked for again
    }
    std::ranges::stable_sort(fresh, std::ranges::greater(), [](const Row &row) { return row.report.savedMs; });
    merge(fresh);
    lookForFiles();
}

void SavedReportsModel::lookForFiles()
{
    QStringList paths;
    for (const Row &row : std::as_const(m_rows))
        paths << row.report.path;
    const auto missing = onPool<QStringList>([paths] {
        QStringList gone;
        std::ranges::copy_if(
            paths, std::back_inserter(gone), [](const QString &path) { return !QFileInfo::exists(path); });
        return gone;
    });
    whenDone(missing, this, [this, ticket = ++m_lookTicket](const Result<QStringList> &gone) {
        if (ticket != m_lookTicket || !gone)
            return;
        QList<Row> fresh = m_rows;
        for (Row &row : fresh)
            row.gone = gone->contains(row.report.path);
        merge(fresh);
    });
}

void SavedReportsModel::look(int row)
{
    const SavedReport wanted = report(row);
    whenDone(onPool<bool>([path = wanted.path] { return QFileInfo::exists(path); }), this,
        [this, wanted](const Result<bool> &isThere) {
            if (!isThere)
                return;
            lookForFiles(); // the row says so, too
            Q_EMIT seen(wanted, *isThere);
        });
}

void SavedReportsModel::remove(int row)
{
    const QString id = report(row).id();
    beginRemoveRows({}, row, row);
    m_rows.removeAt(row);
    endRemoveRows();
    ++m_lookTicket; // an answer under way would bring it back
    m_saved.remove(id);
    Q_EMIT loadChanged();
}

} // namespace assay
