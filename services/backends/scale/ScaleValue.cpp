#include "services/backends/scale/ScaleValue.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay::scale {

namespace {

using Wire = Field::Wire;
using Made = std::variant<Ordered, QString>;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(assay)
};

QString numberText(double number)
{
    return QString::number(number, 'g', 10);
}

/// "from 0 to 1", in the sentence that refuses a number.
QString rangeFault(const Field &field)
{
    const bool whole = field.wire == Wire::Whole;
    if (field.least && field.most)
        return whole
            ? Text::tr("enter a whole number from %1 to %2.").arg(numberText(*field.least), numberText(*field.most))
            : Text::tr("enter a number from %1 to %2.").arg(numberText(*field.least), numberText(*field.most));
    if (field.least)
        return whole ? Text::tr("enter a whole number, %1 or more.").arg(numberText(*field.least))
                     : Text::tr("enter a number, %1 or more.").arg(numberText(*field.least));
    return whole ? Text::tr("enter a whole number.") : Text::tr("enter a number.");
}

Made numberOf(const Field &field, const QString &text)
{
    bool whole = false, real = false;
    const qint64 asWhole = text.toLongLong(&whole);
    const double asReal = text.toDouble(&real);
    const bool inside = real && std::isfinite(asReal) && (!field.least || asReal >= *field.least)
        && (!field.most || asReal <= *field.most);
    if (!inside || (field.wire == Wire::Whole && !whole))
        return rangeFault(field);
    return whole ? Ordered(asWhole) : Ordered(asReal);
}

Made flagOf(const QString &text)
{
    const QString word = text.toLower();
    if (word == QLatin1String("yes") || word == QLatin1String("true"))
        return Ordered(true);
    if (word == QLatin1String("no") || word == QLatin1String("false"))
        return Ordered(false);
    return Text::tr("choose yes or no.");
}

Made listOf(const Field &field, const QString &text)
{
    Ordered out = Ordered::array();
    for (const QString &word : enteredParts(text, field.shown.type)) {
        const auto read = Ordered::parse(word.toStdString(), nullptr, false);
        const bool scalar = field.wire == Wire::Scalars && (read.is_number() || read.is_boolean());
        out.push_back(scalar ? read : Ordered(word.toStdString()));
    }
    if (field.most && double(out.size()) > *field.most)
        return Text::tr("enter at most %1 lines.").arg(numberText(*field.most));
    return out;
}

Made dataOf(const Field &field, const QString &text)
{
    const Ordered read = Ordered::parse(text.toStdString(), nullptr, false);
    if (read.is_discarded() && field.wire == Wire::Any)
        return Ordered(text.toStdString());
    if (field.wire == Wire::Object && !read.is_object())
        return Text::tr("enter a JSON object, as %1.").arg(QStringLiteral("{\"name\": \"value\"}"));
    if (field.wire == Wire::Array && !read.is_array())
        return Text::tr("enter a JSON array, as %1.").arg(QStringLiteral("[{\"name\": \"value\"}]"));
    if (field.most && double(read.dump().size()) > *field.most)
        return Text::tr("enter at most %1 characters.").arg(numberText(*field.most));
    return read;
}

Made textOf(const Field &field, const QString &text)
{
    if (field.most && double(text.size()) > *field.most)
        return Text::tr("enter at most %1 characters.").arg(numberText(*field.most));
    if (field.shown.type == EvaluationField::Type::Choice && !field.shown.choices.contains(text)) {
        QStringList choices = field.shown.choices;
        choices.removeAll(QString());
        return Text::tr("choose one of %1.").arg(choices.join(QStringLiteral(", ")));
    }
    return Ordered(text.toStdString());
}

void collect(const Ordered &value, QStringList &places)
{
    if (value.is_structured()) {
        for (const auto &one : value)
            collect(one, places);
        return;
    }
    if (!value.is_string())
        return;
    static const QRegularExpression whole(QStringLiteral("^\\s*item\\.(\\S+)\\s*$")),
        inside(QStringLiteral("\\{\\{\\s*item\\.([^{}]+?)\\s*\\}\\}"));
    const QString text = QString::fromStdString(value.get<std::string>());
    if (const auto match = whole.match(text); match.hasMatch())
        places << match.captured(1);
    for (auto it = inside.globalMatch(text); it.hasNext();)
        places << it.next().captured(1);
}

} // namespace

bool isLocator(const QString &text)
{
    static const QRegularExpression place(QStringLiteral("^\\s*item\\.\\S+\\s*$|\\{\\{\\s*item\\.[^{}]+\\}\\}"));
    return place.match(text).hasMatch();
}

QStringList placesIn(const Ordered &value)
{
    QStringList places;
    collect(value, places);
    places.removeDuplicates();
    return places;
}

Ordered messagesFrom(const QString &text)
{
    if (text.trimmed().startsWith(QLatin1Char('['))) {
        const Ordered read = Ordered::parse(text.toStdString(), nullptr, false);
        const bool all = read.is_array() && !read.empty()
            && std::all_of(
                read.begin(), read.end(), [](const Ordered &one) { return one.is_object() && one.contains("role"); });
        return all ? read : Ordered();
    }
    static const QRegularExpression begin(
        QStringLiteral("^\\s*(system|developer|user|assistant|tool|function)\\s*:\\s?(.*)$"),
        QRegularExpression::CaseInsensitiveOption);
    QString role = QStringLiteral("user");
    QStringList lines;
    Ordered out = Ordered::array();
    const auto close = [&] {
        const QString content = lines.join(QLatin1Char('\n')).trimmed();
        if (!content.isEmpty())
            out.push_back({ { "role", role.toStdString() }, { "content", content.toStdString() } });
        lines.clear();
    };
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        const auto match = begin.match(line);
        if (!match.hasMatch()) {
            lines << line;
            continue;
        }
        close();
        role = match.captured(1).toLower();
        lines << match.captured(2);
    }
    close();
    return out.empty() ? Ordered() : out;
}

Made valueOf(const Field &field, const QString &entered)
{
    const bool plain = field.wire == Wire::Text;
    const QString text = plain && field.shown.type == EvaluationField::Type::Text ? entered : entered.trimmed();
    // An object may hold places of rows and is none itself.
    if (!plain && field.shown.perRow && isLocator(text)
        && !Ordered::parse(text.toStdString(), nullptr, false).is_structured())
        return Ordered(text.toStdString());
    switch (field.wire) {
    case Wire::Text: return textOf(field, text);
    case Wire::Whole:
    case Wire::Number: return numberOf(field, text);
    case Wire::Flag: return flagOf(text);
    case Wire::Texts:
    case Wire::Scalars: return listOf(field, text);
    case Wire::Object:
    case Wire::Array:
    case Wire::Any: return dataOf(field, text);
    case Wire::Messages: break;
    }
    const Ordered messages = messagesFrom(text);
    return messages.is_null() ? Made(Text::tr("enter messages as “user: …”, or a JSON array of messages."))
                              : Made(messages);
}

} // namespace assay::scale
