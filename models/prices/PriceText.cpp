#include "models/prices/PriceText.h"

#include "services/authoring/AuthoredDraft.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace assay {

namespace {

QVariantMap mapOf(const ModelPrice &price)
{
    QVariantMap map { { QStringLiteral("model"), price.model }, { QStringLiteral("currency"), price.currency } };
    const auto put = [&map](const char *name, const std::optional<double> &number) {
        if (number)
            map.insert(QLatin1String(name), *number);
    };
    put("prompt", price.prompt);
    put("completion", price.completion);
    put("request", price.request);
    return map;
}

bool isPrice(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Double:
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::ULongLong: return value.toDouble() >= 0 && value.toDouble() <= dearestPrice;
    default: return false;
    }
}

/// None when a member is not as we write it.
std::optional<ModelPrice> priceFrom(const QVariantMap &map)
{
    ModelPrice price { map.value(QStringLiteral("model")).toString(), map.value(QStringLiteral("currency")).toString(),
        {}, {}, {} };
    if (price.model.isEmpty() || price.currency.isEmpty())
        return std::nullopt;
    const auto read = [&map](const char *name, std::optional<double> &number) {
        const QVariant value = map.value(QLatin1String(name));
        if (value.isValid() && !isPrice(value))
            return false;
        number = value.isValid() ? std::optional(value.toDouble()) : std::nullopt;
        return true;
    };
    if (!read("prompt", price.prompt) || !read("completion", price.completion) || !read("request", price.request))
        return std::nullopt;
    return price;
}

QLocale plainLocale()
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator | QLocale::RejectGroupSeparator);
    return locale;
}

} // namespace

QByteArray textOfPrices(const QList<ModelPrice> &prices)
{
    QVariantList list;
    for (const ModelPrice &price : prices)
        list << mapOf(price);
    return jsonOf(list);
}

Result<QList<ModelPrice>> pricesFrom(const QByteArray &text)
{
    const auto unread = [](const QString &sentence) { return Error { Error::Kind::Storage, sentence }; };
    const QVariant list = valueFromJson(text);
    if (!text.isEmpty() && list.typeId() != QMetaType::QVariantList)
        return unread(QCoreApplication::translate("assay", "The saved prices cannot be read; they are left as they are."));
    QList<ModelPrice> read;
    for (const QVariant &item : list.toList()) {
        const auto price = priceFrom(item.toMap());
        if (!price)
            return unread(QCoreApplication::translate(
                "assay", "One of the saved prices cannot be read; they are left as they are."));
        read << *price;
    }
    return read;
}

QString priceNumberText(double number)
{
    return plainLocale().toString(number, 'f', QLocale::FloatingPointShortest);
}

std::optional<double> priceNumber(const QString &text)
{
    bool read = false;
    const double number = plainLocale().toDouble(text.trimmed(), &read);
    return read && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

} // namespace assay
