#include "models/datasets/OverlapReport.h"

#include "services/api/DatasetService.h"
#include "services/reports/CsvText.h"

#include <QCoreApplication>
#include <QLocale>

#include <limits>

namespace assay {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

QString countText(qint64 number)
{
    return QLocale().toString(number);
}

/// For the choice between singular and plural.
int formOf(qint64 number)
{
    return int(std::min<qint64>(number, std::numeric_limits<int>::max()));
}

QString shareText(qint64 part, qint64 whole)
{
    const double percent = whole > 0 ? 100.0 * double(part) / double(whole) : 0;
    return part > 0 && percent < 0.05 ? QStringLiteral("< ") + QLocale().toString(0.1, 'f', 1)
                                      : QLocale().toString(percent, 'f', 1);
}

QString nothingFound(const OverlapReport &report)
{
    const OverlapOptions &options = report.request.options;
    const QString here = report.request.here.dataset, there = report.request.there.dataset,
                  words = countText(options.runWords);
    if (options.within) {
        if (!options.sharedWords)
            return Text::tr("No row of “%1” repeats an earlier one word for word.").arg(here);
        return options.equalRows
            ? Text::tr("No row of “%1” repeats an earlier one, neither word for word nor by %2 words in a row.")
                  .arg(here, words)
            : Text::tr("No row of “%1” shares %2 words in a row with an earlier one.").arg(here, words);
    }
    if (!options.sharedWords)
        return Text::tr("No row of “%1” occurs in “%2” word for word.").arg(here, there);
    return options.equalRows
        ? Text::tr("No row of “%1” occurs in “%2”, neither word for word nor by %3 words in a row.")
              .arg(here, there, words)
        : Text::tr("No row of “%1” shares %2 words in a row with a row of “%3”.").arg(here, words, there);
}

QString equalSentence(const OverlapReport &report)
{
    const OverlapCounts &counts = report.result.here;
    const QString here = report.request.here.dataset, share = shareText(counts.equal, counts.rows);
    const int form = formOf(counts.equal);
    if (report.request.options.within) {
        return Text::tr("%1 of %2 rows of “%3” repeat an earlier row word for word (%4 %).", nullptr, form)
            .arg(countText(counts.equal), countText(counts.rows), here, share);
    }
    return Text::tr("%1 of %2 rows of “%3” occur in “%4” word for word (%5 %).", nullptr, form)
        .arg(countText(counts.equal), countText(counts.rows), here, report.request.there.dataset, share);
}

QString sharedSentence(const OverlapReport &report)
{
    const OverlapCounts &counts = report.result.here;
    const bool more = counts.equal > 0;
    const QString number = countText(counts.shared), rows = countText(counts.rows),
                  share = shareText(counts.shared, counts.rows);
    const QString here = report.request.here.dataset, words = countText(report.request.options.runWords);
    const int form = formOf(counts.shared);
    if (report.request.options.within) {
        return more
            ? Text::tr("%1 more share %2 words in a row with an earlier one (%3 %).", nullptr, form)
                  .arg(number, words, share)
            : Text::tr("%1 of %2 rows of “%3” share %4 words in a row with an earlier one (%5 %).", nullptr, form)
                  .arg(number, rows, here, words, share);
    }
    return more
        ? Text::tr("%1 more share %2 words in a row with a row there (%3 %).", nullptr, form).arg(number, words, share)
        : Text::tr("%1 of %2 rows of “%3” share %4 words in a row with a row of “%5” (%6 %).", nullptr, form)
              .arg(number, rows, here, words, report.request.there.dataset, share);
}

/// Rows that were compared in part or not at all.
QStringList leftOut(const OverlapReport &report, const OverlapSide &side, const OverlapCounts &counts)
{
    QStringList notes;
    if (counts.empty > 0) {
        notes << Text::tr(
            "%1 rows of “%2” have no words in what was compared and were left out.", nullptr, formOf(counts.empty))
                     .arg(countText(counts.empty), side.dataset);
    }
    const OverlapOptions &options = report.request.options;
    if (counts.tooShort > 0 && options.sharedWords) {
        const QString number = countText(counts.tooShort), words = countText(options.runWords);
        const int form = formOf(counts.tooShort);
        notes << (options.equalRows
                ? Text::tr("%1 rows of “%2” have fewer than %3 words and were only compared as a whole.", nullptr, form)
                      .arg(number, side.dataset, words)
                : Text::tr("%1 rows of “%2” have fewer than %3 words and were not compared.", nullptr, form)
                      .arg(number, side.dataset, words));
    }
    return notes;
}

} // namespace

QString overlapText(const DatasetRow &row, const QString &column)
{
    QStringList cells;
    for (const auto &[name, text] : row.cells) {
        if (column.isEmpty() || name == column)
            cells << text;
    }
    return cells.join(QLatin1Char('\n'));
}

bool isClean(const OverlapResult &result)
{
    return result.here.equal == 0 && result.here.shared == 0;
}

QString nothingComparedOf(const OverlapReport &report)
{
    const OverlapResult &result = report.result;
    if (result.here.rows == result.here.empty)
        return report.request.here.dataset;
    return !report.request.options.within && result.there.rows == result.there.empty ? report.request.there.dataset
                                                                                     : QString();
}

QString overlapSentence(const OverlapReport &report)
{
    const OverlapResult &result = report.result;
    if (const QString empty = nothingComparedOf(report); !empty.isEmpty())
        return Text::tr("“%1” has no words that could be compared.").arg(empty);
    if (isClean(result))
        return nothingFound(report);
    QStringList sentences;
    if (result.here.equal > 0)
        sentences << equalSentence(report);
    if (result.here.shared > 0)
        sentences << sharedSentence(report);
    return sentences.join(QLatin1Char(' '));
}

QStringList overlapNotes(const OverlapReport &report)
{
    const OverlapResult &result = report.result;
    QStringList notes;
    const bool across = !report.request.options.within;
    if (const qint64 found = result.there.equal + result.there.shared; across && found > 0) {
        notes << Text::tr("In “%1”, %2 of %3 rows are concerned (%4 %).", nullptr, formOf(found))
                     .arg(report.request.there.dataset, countText(found), countText(result.there.rows),
                         shareText(found, result.there.rows));
    }
    if (result.oneRunIn > 1) {
        notes << Text::tr("There were too many runs of words to hold: one in %1 was compared, the same ones on both "
                          "sides. Rows that share few words may have been "
                          "missed; rows that are equal were not.")
                     .arg(countText(qint64(result.oneRunIn)));
    }
    notes += leftOut(report, report.request.here, result.here);
    if (across)
        notes += leftOut(report, report.request.there, result.there);
    if (report.unconfirmed > 0) {
        notes << Text::tr("%1 pairs were not alike when their rows were read again, and are not listed; the rows may "
                          "have changed meanwhile.",
            nullptr, formOf(report.unconfirmed))
                     .arg(countText(report.unconfirmed));
    }
    if (result.morePairs) {
        notes << Text::tr(
            "Not all pairs are listed, %1 of them; the counts are complete.", nullptr, formOf(report.findings.size()))
                     .arg(countText(report.findings.size()));
    }
    return notes;
}

QByteArray overlapCsv(const OverlapReport &report)
{
    const auto text = [](const QString &value) { return reports::csvText(value); };
    const QString here = report.request.here.dataset,
                  there = report.request.options.within ? here : report.request.there.dataset;
    QString out = QStringLiteral("dataset,row,other_dataset,other_row,kind,shared_words,text,other_text\r\n");
    for (const OverlapFinding &one : report.findings) {
        const bool equal = one.pair.kind == OverlapKind::Equal;
        const QStringList cells { text(here), QString::number(one.pair.here + 1), text(there),
            QString::number(one.pair.there + 1), equal ? QStringLiteral("equal") : QStringLiteral("shared_words"),
            equal ? QString() : text(one.here.text.mid(one.here.start, one.here.length)), text(one.here.text),
            text(one.there.text) };
        out += cells.join(QLatin1Char(',')) + QLatin1String("\r\n");
    }
    return out.toUtf8();
}

} // namespace assay
