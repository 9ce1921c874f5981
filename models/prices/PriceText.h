#pragma once

#include "services/core/Result.h"
#include "services/verdict/Cost.h"

// Prices as they are kept, and their numbers as they are typed.

namespace assay {

/// For a million tokens: beyond is a slip of the finger.
inline constexpr double dearestPrice = 1e9;

/// As they are kept.
QByteArray textOfPrices(const QList<ModelPrice> &prices);
/// None for an empty text. An error, whose sentence is for people, when something of it is not as we write it: saving the
/// others would lose it.
Result<QList<ModelPrice>> pricesFrom(const QByteArray &text);

/// In the language of now, without groups: "1,500" is one and a half to some and a thousand and a half to others.
QString priceNumberText(double number);
/// None: it is no number.
std::optional<double> priceNumber(const QString &text);

} // namespace assay
