#include "models/authoring/RowsModel.h"
#include "services/authoring/AuthoredDraft.h"

#include <QCoreApplication>
#include <QLocale>

#include <optional>

namespace assay {

namespace {

/// With a point as in files, or as the user's language writes it.
std::optional<double> numberOf(const QString &text)
{
    bool good = false;
    double number = QLocale::c().toDouble(text, &good);
    if (!good) {
        QLocale locale;
        locale.setNumberOptions(QLocale::RejectGroupSeparator);
        number = locale.toDouble(text, &good);
    }
    return good ? std::optional(number) : std::nullopt;
}

} // namespace

QVariant valueOfText(const FieldInfo &field, const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return {};
    switch (field.kind) {
    case FieldKind::Number:
    case FieldKind::Integer: {
        bool whole = false;
        const qlonglong integer = trimmed.toLongLong(&whole);
        if (whole)
            return integer;
        const auto number = numberOf(trimmed);
        return number ? QVariant(*number) : QVariant(trimmed);
    }
    case FieldKind::YesNo: {
        const QString word = trimmed.toLower();
        if (word == QLatin1String("true") || word == QLatin1String("yes") || word == QCoreApplication::translate("assay", "yes"))
            return true;
        if (word == QLatin1String("false") || word == QLatin1String("no") || word == QCoreApplication::translate("assay", "no"))
            return false;
        return trimmed;
    }
    case FieldKind::Words: {
        QStringList words = trimmed.split(trimmed.contains(QLatin1Char('\n')) ? QLatin1Char('\n') : QLatin1Char(','), Qt::SkipEmptyParts);
        for (QString &word : words)
            word = word.trimmed();
        return words;
    }
    case FieldKind::KeyValues:
    case FieldKind::Json:
    case FieldKind::Scoring:
    case FieldKind::OneOf:
    case FieldKind::Rows: {
        const auto value = valueFromYaml(trimmed.toUtf8());
        return value && value->isValid() ? *value : QVariant(trimmed);
    }
    case FieldKind::Line: return trimmed;
    case FieldKind::Text:
    case FieldKind::Choice: break;
    }
    return text;
}

QString textOfValue(const FieldInfo &field, const QVariant &value)
{
    if (!value.isValid())
        return {};
    if (value.typeId() == QMetaType::QString)
        return value.toString();
    switch (field.kind) {
    case FieldKind::YesNo:
        return value.toBool() ? QCoreApplication::translate("assay", "yes") : QCoreApplication::translate("assay", "no");
    case FieldKind::Words: return value.toStringList().join(QStringLiteral(", "));
    case FieldKind::Number:
    case FieldKind::Integer: return QString::fromUtf8(jsonOf(value));
    default: return QString::fromUtf8(jsonOf(value));
    }
}

} // namespace assay
