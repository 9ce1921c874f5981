#include "services/authoring/FieldInfo.h"

#include "services/authoring/ScorerFields.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

bool isText(const QVariant &value) { return value.typeId() == QMetaType::QString; }
bool isWhole(const QVariant &value)
{
    const int type = value.typeId();
    return type == QMetaType::LongLong || type == QMetaType::ULongLong || type == QMetaType::Int || type == QMetaType::UInt;
}
bool isNumber(const QVariant &value) { return isWhole(value) || value.typeId() == QMetaType::Double; }
bool isList(const QVariant &value) { return value.typeId() == QMetaType::QVariantList; }
bool isObject(const QVariant &value) { return value.typeId() == QMetaType::QVariantMap; }

/// Characters, not UTF-16 units, as servers count them.
qsizetype characters(const QString &text) { return text.toUcs4().size(); }

/// What servers refuse to fetch from: this machine, private networks and the inside of a cluster.
bool isPrivateName(const QString &host)
{
    const QString name = host.toLower();
    for (const char *end : {".local", ".svc", ".cluster.local", ".localhost"}) {
        if (name.endsWith(QLatin1String(end)))
            return true;
    }
    return name.isEmpty() || name == QLatin1String("localhost") || name.startsWith(QLatin1String("metadata"));
}

bool isPrivateAddress(const QString &host)
{
    static const QRegularExpression v4(QStringLiteral("^(\\d+)\\.(\\d+)\\.\\d+\\.\\d+$"));
    if (const auto match = v4.match(host); match.hasMatch()) {
        const int a = match.captured(1).toInt(), b = match.captured(2).toInt();
        return a == 0 || a == 10 || a == 127 || a >= 224 || (a == 169 && b == 254) || (a == 172 && b >= 16 && b < 32) || (a == 192 && b == 168);
    }
    const QString name = host.toLower();
    return name == QLatin1String("::1") || name == QLatin1String("::") || name.startsWith(QLatin1String("fe80:"))
        || name.startsWith(QLatin1String("fc")) || name.startsWith(QLatin1String("fd")) || name.startsWith(QLatin1String("ff"));
}

bool isGitUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    const bool inside = isPrivateName(url.host()) || (url.host().contains(QLatin1Char(':')) && isPrivateAddress(url.host()))
        || (!url.host().contains(QLatin1Char(':')) && url.host().at(0).isDigit() && isPrivateAddress(url.host()));
    return url.isValid() && web && !inside;
}

/// A scheme, and a host where the scheme has one: `recorded:NAME` is an address too.
bool isModelUrl(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*):([^\\s\\x00-\\x1f]+)$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return false;
    if (!match.captured(2).startsWith(QLatin1String("//")) || match.captured(1).compare(QLatin1String("file"), Qt::CaseInsensitive) == 0)
        return true;
    const QUrl url(text, QUrl::TolerantMode);
    return url.isValid() && !url.host().isEmpty();
}

bool matches(const char *pattern, const QString &text)
{
    return QRegularExpression(QLatin1String(pattern)).match(text).hasMatch();
}

/// One text against its form; empty: it has it.
QString formProblem(const FieldInfo &field, const QString &text)
{
    const QString title = field.title();
    switch (field.form) {
    case FieldShape::Free: return {};
    case FieldShape::NotBlank:
        return text.trimmed().isEmpty() ? tr("%1 must not be blank.").arg(title) : QString();
    case FieldShape::Tag:
        if (characters(text) >= 1 && characters(text) <= 128 && !text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('|')))
            return {};
        return tr("“%1” must have 1 to 128 characters, none of them a comma or “|”.").arg(text);
    case FieldShape::DnsLabel:
        return matches("\\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\z", text) ? QString()
            : tr("%1 must be a DNS label: lower-case letters, digits and “-”, at most 63 characters.").arg(title);
    case FieldShape::GitUrl:
        return isGitUrl(text) ? QString() : tr("%1 must be an http or https address outside of private networks.").arg(title);
    case FieldShape::ModelUrl:
        return isModelUrl(text) ? QString() : tr("%1 must be an address with a scheme and a host, like http://127.0.0.1:8080/v1.").arg(title);
    case FieldShape::WebUrl:
        return matches("\\Ahttps?://[^\\s/]+", text) ? QString() : tr("%1 must be an address that begins with http:// or https://.").arg(title);
    case FieldShape::Quantity:
        return matches("\\A\\d+(\\.\\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?\\z", text) ? QString()
            : tr("%1 must be an amount like 500m, 2, 512Mi or 2Gi.").arg(title);
    case FieldShape::Pattern: {
        const QRegularExpression pattern(text);
        return pattern.isValid() ? QString() : tr("%1: “%2” is no regular expression: %3.").arg(title, text, pattern.errorString());
    }
    }
    return {};
}

QString textProblem(const FieldInfo &field, const QVariant &value)
{
    if (!isText(value))
        return tr("%1 must be text.").arg(field.title());
    const QString text = value.toString();
    if (field.kind == FieldKind::Line && text.contains(QLatin1Char('\n')))
        return tr("%1 must be a single line.").arg(field.title());
    if (field.mostCharacters > 0 && characters(text) > field.mostCharacters)
        return tr("%1 has %2 characters; at most %3 are allowed.").arg(field.title()).arg(characters(text)).arg(field.mostCharacters);
    return text.isEmpty() ? QString() : formProblem(field, text);
}

QString numberProblem(const FieldInfo &field, const QVariant &value)
{
    if (field.kind == FieldKind::Integer && !isWhole(value))
        return tr("%1 must be a whole number.").arg(field.title());
    if (!isNumber(value))
        return tr("%1 must be a number.").arg(field.title());
    if (field.lowest && value.toDouble() < *field.lowest)
        return tr("%1 must be %2 or more.").arg(field.title(), QString::number(*field.lowest));
    if (field.highest && value.toDouble() > *field.highest)
        return tr("%1 must be %2 or less.").arg(field.title(), QString::number(*field.highest));
    return {};
}

QStringList choiceWords(const FieldInfo &field)
{
    QStringList words;
    for (const FieldChoice &choice : field.choices)
        words << QLatin1String(choice.word);
    return words;
}

QString choiceProblem(const FieldInfo &field, const QVariant &value)
{
    const QStringList words = choiceWords(field);
    if (field.kind == FieldKind::Choice)
        return isText(value) && (words.contains(value.toString()) || value.toString().isEmpty())
            ? QString() : tr("%1 must be one of: %2.").arg(field.title(), words.join(QStringLiteral(", ")));
    if (!isObject(value))
        return tr("%1 must be one of: %2.").arg(field.title(), words.join(QStringLiteral(", ")));
    const QVariantMap object = value.toMap();
    const auto chosen = std::ranges::count_if(words, [&](const QString &word) { return object.contains(word); });
    return chosen == 1 ? QString() : tr("%1: exactly one of %2 must be given.").arg(field.title(), words.join(QStringLiteral(", ")));
}

QString wordsProblem(const FieldInfo &field, const QVariant &value)
{
    if (!isList(value))
        return tr("%1 must be a list of texts.").arg(field.title());
    const QStringList words = choiceWords(field);
    for (const QVariant &word : value.toList()) {
        if (!isText(word))
            return tr("%1 must be a list of texts.").arg(field.title());
        if (const QString problem = formProblem(field, word.toString()); !problem.isEmpty())
            return problem;
        if (!field.choices.isEmpty() && !words.contains(word.toString()))
            return tr("%1 must be one of: %2.").arg(field.title(), words.join(QStringLiteral(", ")));
    }
    return {};
}

QString pairProblem(const FieldInfo &field, const QString &key, const QVariant &value)
{
    if (key.isEmpty())
        return tr("%1: a row has no name.").arg(field.title());
    if (field.mostKey > 0 && characters(key) > field.mostKey)
        return tr("%1: a name has more than %2 characters.").arg(field.title()).arg(field.mostKey);
    if (field.typedValues)
        return {};
    if (!isText(value))
        return tr("%1: the value of “%2” must be text.").arg(field.title(), key);
    const bool needsValue = field.mostValue > 0 || field.valueMember == QLatin1String("meaning");
    if (needsValue && value.toString().isEmpty())
        return tr("%1: “%2” has no value.").arg(field.title(), key);
    if (field.mostValue > 0 && characters(value.toString()) > field.mostValue)
        return tr("%1: the value of “%2” has more than %3 characters.").arg(field.title(), key).arg(field.mostValue);
    return {};
}

QString tableProblem(const FieldInfo &field, const QVariant &value)
{
    if (field.keyMember.isEmpty()) {
        if (!isObject(value))
            return tr("%1 must be names with values.").arg(field.title());
        const QVariantMap object = value.toMap();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (const QString problem = pairProblem(field, it.key(), it.value()); !problem.isEmpty())
                return problem;
        }
        return {};
    }
    if (!isList(value))
        return tr("%1 must be names with values.").arg(field.title());
    const QVariantList rows = value.toList();
    if (field.mostRows > 0 && rows.size() > field.mostRows)
        return tr("%1 has %2 rows; at most %3 are allowed.").arg(field.title()).arg(rows.size()).arg(field.mostRows);
    for (const QVariant &row : rows) {
        const QVariantMap object = row.toMap();
        const QVariant key = object.value(field.keyMember);
        if (!isObject(row) || (key.isValid() && !isText(key)))
            return tr("%1 must be names with values.").arg(field.title());
        const QVariant text = object.contains(field.valueMember) ? object.value(field.valueMember) : QVariant(QString());
        if (const QString problem = pairProblem(field, key.toString(), text); !problem.isEmpty())
            return problem;
    }
    return {};
}

} // namespace

QString missingProblem(const FieldInfo &field)
{
    return field.leastRows > 0 ? tr("%1: at least one is needed.").arg(field.title()) : tr("%1 is required.").arg(field.title());
}

QString fieldProblem(const FieldInfo &field, const QVariant &value)
{
    if (field.readOnly)
        return tr("%1 is made by the server and cannot be written.").arg(field.title());
    switch (field.kind) {
    case FieldKind::Line:
    case FieldKind::Text: return textProblem(field, value);
    case FieldKind::Number:
    case FieldKind::Integer: return numberProblem(field, value);
    case FieldKind::YesNo:
        return value.typeId() == QMetaType::Bool ? QString() : tr("%1 must be yes or no.").arg(field.title());
    case FieldKind::Choice:
    case FieldKind::OneOf: return choiceProblem(field, value);
    case FieldKind::Words: return wordsProblem(field, value);
    case FieldKind::KeyValues: return tableProblem(field, value);
    case FieldKind::Json:
        return isObject(value) ? QString() : tr("%1 must be an object: names with values, as JSON or YAML.").arg(field.title());
    case FieldKind::Scoring: return scoringProblem(field, value);
    case FieldKind::Rows:
        if (!isList(value))
            return tr("%1 must be a list.").arg(field.title());
        return value.toList().size() >= field.leastRows ? QString() : missingProblem(field);
    }
    return {};
}

} // namespace assay
