#include "models/prices/CostWords.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace assay {

static QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

static QString numbered(const char *text, double count)
{
    return QCoreApplication::translate("assay", text, nullptr, int(count));
}

QString moneyText(double amount, const QString &currency, const QLocale &locale)
{
    constexpr int fewest = 2, most = 6;
    const QString form = QStringLiteral("%1\u00a0%2");
    if (amount <= 0)
        return form.arg(locale.toString(0), currency);
    const int digits = std::clamp(1 - int(std::floor(std::log10(amount))), fewest, most);
    if (const double least = std::pow(10, -most); amount < least)
        return tr("less than %1").arg(form.arg(locale.toString(least, 'f', most), currency));
    return form.arg(locale.toString(amount, 'f', digits), currency);
}

static QString amountsText(const Cost &cost, const QLocale &locale)
{
    QStringList amounts;
    for (auto it = cost.amounts.cbegin(); it != cost.amounts.cend(); ++it)
        amounts << moneyText(it.value(), it.key(), locale);
    QString text = amounts.takeFirst();
    for (qsizetype i = 0; i < amounts.size(); ++i)
        text = (i + 1 == amounts.size() ? tr("%1 and %2") : tr("%1, %2")).arg(text, amounts.at(i));
    return text;
}

QString costText(const Cost &cost, const QLocale &locale)
{
    QStringList parts;
    if (!cost.amounts.isEmpty()) {
        const QString text = amountsText(cost, locale);
        parts << (cost.isAtLeast() ? tr("at least %1").arg(text) : cost.estimated ? tr("about %1").arg(text) : text);
        if (cost.assumed)
            parts.last() = tr("%1, an assumption").arg(parts.last());
    } else if (cost.recorded && cost.unpriced.isEmpty()) {
        return tr("none, the answers are recorded");
    } else if (cost.unpriced.isEmpty()) {
        return tr("not known");
    }
    if (!cost.unpriced.isEmpty())
        parts << tr("no price for %1").arg(cost.unpriced.join(QStringLiteral(", ")));
    return parts.join(QStringLiteral("; "));
}

QString runTokensText(const RunTokens &tokens, const QLocale &locale)
{
    const auto number = [&locale](double count) { return locale.toString(qint64(std::llround(count))); };
    const QString text = tr("%1 sent, %2 answered").arg(number(tokens.prompt), number(tokens.completion));
    QStringList parts { tokens.isComplete() ? text : tr("at least %1").arg(text) };
    if (tokens.unknownItems > 0)
        parts << numbered(QT_TRANSLATE_N_NOOP("assay", "the tokens of %n item(s) are not known"), tokens.unknownItems);
    if (tokens.untold > 0)
        parts << numbered(QT_TRANSLATE_N_NOOP("assay", "%n benchmark(s) do not tell theirs"), tokens.untold);
    if (tokens.judged)
        parts << tr("those of the judge are not counted");
    return parts.join(QStringLiteral("; "));
}

QString runCostText(const RunTokens &tokens, const std::optional<Cost> &cost, const QLocale &locale)
{
    if (tokens.told == 0)
        return {};
    const QString used = tr("Tokens: %1").arg(runTokensText(tokens, locale));
    if (!cost)
        return used;
    QString money = costText(*cost, locale);
    if (!cost->amounts.isEmpty())
        money = cost->recorded ? tr("%1 if they were asked for; the answers are recorded").arg(money)
                               : tr("%1, computed here from your prices").arg(money);
    return QStringLiteral("%1  ·  %2").arg(used, tr("Cost: %1").arg(money));
}

} // namespace assay
