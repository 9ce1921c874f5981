#include "services/engine/scoring/DocVqa.h"

#include "services/engine/scoring/PyRegex.h"
#include "services/engine/scoring/PyValue.h"
#include "services/engine/scoring/Tables.h"

#include <QHash>
#include <QSet>

namespace assay::engine::scoring {

namespace {

struct DocVqaTables {
    QStringList punctuation;
    QSet<QString> articles;
    QHash<QString, QString> numbers, contractions;

    DocVqaTables()
    {
        const json &source = tables().at("docvqa");
        for (const auto &mark : source.at("punctuation"))
            punctuation << toQString(mark);
        for (const auto &article : source.at("articles"))
            articles.insert(toQString(article));
        for (const auto &[word, digit] : source.at("numbers").items())
            numbers.insert(QString::fromStdString(word), toQString(digit));
        for (const auto &[word, full] : source.at("contractions").items())
            contractions.insert(QString::fromStdString(word), toQString(full));
    }
};

bool isDecimal(const QString &text, qsizetype at)
{
    if (at < 0 || at >= text.size())
        return false;
    if (text.at(at).isHighSurrogate() && at + 1 < text.size())
        return QChar::category(QChar::surrogateToUcs4(text.at(at), text.at(at + 1))) == QChar::Number_DecimalDigit;
    if (text.at(at).isLowSurrogate() && at > 0)
        return QChar::category(QChar::surrogateToUcs4(text.at(at - 1), text.at(at))) == QChar::Number_DecimalDigit;
    return text.at(at).category() == QChar::Number_DecimalDigit;
}

bool hasDigitComma(const QString &text)
{
    for (qsizetype at = text.indexOf(u','); at >= 0; at = text.indexOf(u',', at + 1)) {
        if (isDecimal(text, at - 1) && isDecimal(text, at + 1))
            return true;
    }
    return false;
}

/// Deletes the leftmost periods that no digit follows, at most 32 of them: the reference passes a flag where the count
/// goes.
void removePeriods(QString &text)
{
    constexpr int most = 32;
    if (!text.contains(u'.'))
        return;
    QString kept;
    kept.reserve(text.size());
    int removed = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'.' && removed < most && !isDecimal(text, i + 1))
            ++removed;
        else
            kept += text.at(i);
    }
    text = kept;
}

} // namespace

QString docVqaNormalize(const QString &original)
{
    static const DocVqaTables table;
    QString text = original;
    for (const auto &mark : table.punctuation) {
        if (text.contains(mark + u' ') || text.contains(u' ' + mark) || hasDigitComma(text))
            text.remove(mark);
        else
            text.replace(mark, QStringLiteral(" "));
        removePeriods(text);
    }
    QStringList words;
    for (const auto &word : pySplit(pyLower(text))) {
        const QString number = table.numbers.value(word, word);
        if (!table.articles.contains(number))
            words << table.contractions.value(number, number);
    }
    return words.join(u' ');
}

} // namespace assay::engine::scoring
