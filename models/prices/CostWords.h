#pragma once

#include "services/verdict/Cost.h"

#include <QLocale>

// What costs say to people.

namespace assay {

/// "0.42 USD", "0.0031 USD", "less than 0.000001 USD", "0 USD": small amounts keep two digits that count.
QString moneyText(double amount, const QString &currency, const QLocale &locale);
/// "about 0.42 USD and 0.10 EUR", "at least 0.42 USD; no price for b", "not known".
QString costText(const Cost &cost, const QLocale &locale);
/// "12,345 sent, 678 answered", "at least 12,345 sent, 678 answered; the tokens of 12 item(s) are not known".
QString runTokensText(const RunTokens &tokens, const QLocale &locale);
/// Tokens and cost of a run, one line; empty where no result tells tokens. cost: none while there are no prices to go
/// by.
QString runCostText(const RunTokens &tokens, const std::optional<Cost> &cost, const QLocale &locale);

} // namespace assay
