#include "services/engine/runner/JsonReader.h"

#include "services/engine/runner/TaskFile.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const nlohmann::json nothing;
const nlohmann::json emptyObject = nlohmann::json::object();

} // namespace

JsonReader JsonFaults::object(const nlohmann::json &value, const QString &path)
{
    if (value.is_object())
        return {*this, value, path};
    fail(path, path.isEmpty() ? tr("the file must hold an object, that is lines of 'member: value'.")
                              : tr("must be an object with members of its own."));
    return {*this, emptyObject, path};
}

void JsonFaults::fail(const QString &path, const QString &what)
{
    if (m_fault)
        return;
    const QString where = path.isEmpty() ? m_place + QLatin1Char(':') : m_place + QLatin1String(": ") + path;
    m_fault = Error{Error::Kind::Invalid, where + QLatin1Char(' ') + what, path};
}

JsonReader::JsonReader(JsonFaults &faults, const nlohmann::json &value, QString path)
    : m_faults(faults), m_value(value), m_path(std::move(path))
{
}

QString JsonReader::path(const char *name) const
{
    const QString member = QString::fromUtf8(name);
    return m_path.isEmpty() ? member : m_path + QLatin1Char('.') + member;
}

void JsonReader::fail(const char *name, const QString &what) const { m_faults.fail(path(name), what); }

bool JsonReader::has(const char *name) const
{
    const auto it = m_value.find(name);
    return it != m_value.end() && !it->is_null();
}

QStringList JsonReader::names() const
{
    QStringList out;
    for (auto it = m_value.begin(); it != m_value.end(); ++it)
        out << QString::fromStdString(it.key());
    return out;
}

void JsonReader::onlyMembers(std::initializer_list<const char *> known) const
{
    for (const QString &name : names()) {
        const bool fits = std::any_of(known.begin(), known.end(), [&](const char *one) { return name == QLatin1String(one); });
        if (fits)
            continue;
        QStringList words;
        for (const char *one : known)
            words << QLatin1String(one);
        fail(name.toUtf8().constData(), tr("is unknown; known here are %1.").arg(words.join(QLatin1String(", "))));
    }
}

const nlohmann::json &JsonReader::raw(const char *name) const
{
    const auto it = m_value.find(name);
    return it == m_value.end() ? nothing : *it;
}

JsonReader JsonReader::member(const char *name) const
{
    if (!has(name)) {
        fail(name, tr("is missing; add it."));
        return {m_faults, emptyObject, path(name)};
    }
    return m_faults.object(raw(name), path(name));
}

nlohmann::json JsonReader::list(const char *name) const
{
    if (!has(name))
        fail(name, tr("is missing; add it."));
    else if (!raw(name).is_array())
        fail(name, tr("must be a list."));
    else
        return raw(name);
    return nlohmann::json::array();
}

QString JsonReader::text(const char *name) const
{
    if (!has(name)) {
        fail(name, tr("is missing; add it."));
        return {};
    }
    const QString out = text(name, QString());
    if (out.isEmpty())
        fail(name, tr("must be text and not empty."));
    return out;
}

QString JsonReader::text(const char *name, const QString &otherwise) const
{
    if (!has(name))
        return otherwise;
    if (raw(name).is_string())
        return QString::fromStdString(raw(name).get_ref<const std::string &>());
    fail(name, tr("must be text; put it in quotes."));
    return otherwise;
}

QStringList JsonReader::textList(const char *name) const
{
    if (!has(name))
        return {};
    if (raw(name).is_string())
        return {text(name)};
    QStringList out;
    for (const auto &one : list(name)) {
        if (!one.is_string())
            fail(name, tr("must be a list of texts; put each in quotes."));
        else
            out << QString::fromStdString(one.get_ref<const std::string &>());
    }
    return out;
}

bool JsonReader::boolean(const char *name, bool otherwise) const
{
    if (!has(name))
        return otherwise;
    if (raw(name).is_boolean())
        return raw(name).get<bool>();
    fail(name, tr("must be true or false."));
    return otherwise;
}

double JsonReader::number(const char *name, double lowest, double highest) const
{
    if (!has(name)) {
        fail(name, tr("is missing; add it."));
        return lowest;
    }
    const auto &value = raw(name);
    const double out = value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
    if (std::isfinite(out) && out >= lowest && out <= highest)
        return out;
    const QString shown = QString::fromStdString(value.dump()).left(60);
    if (highest == std::numeric_limits<double>::max())
        fail(name, tr("is %1; it must be a number.").arg(shown));
    else
        fail(name, tr("is %1; it must be a number from %2 to %3.").arg(shown).arg(lowest).arg(highest));
    return lowest;
}

qint64 JsonReader::whole(const char *name, qint64 lowest, qint64 highest) const
{
    const auto &value = raw(name);
    if (!has(name)) {
        fail(name, tr("is missing; add it."));
        return lowest;
    }
    if (value.is_number()) {
        const double number = value.get<double>();
        if (std::floor(number) == number && number >= double(lowest) && number <= double(highest))
            return value.is_number_float() ? static_cast<qint64>(number) : value.get<qint64>();
    }
    fail(name, tr("is %1; it must be a whole number from %2 to %3.")
                   .arg(QString::fromStdString(value.dump()).left(60)).arg(lowest).arg(highest));
    return lowest;
}

void readGeneration(const JsonReader &in, Generation &out)
{
    if (in.has("max_tokens"))
        out.maxTokens = static_cast<int>(in.whole("max_tokens", 1, 1'000'000));
    if (in.has("temperature"))
        out.temperature = in.number("temperature", 0, 2);
    if (in.has("top_p"))
        out.topP = in.number("top_p", 0, 1);
    if (in.has("seed"))
        out.seed = in.whole("seed", 0, std::numeric_limits<qint32>::max());
    if (in.has("stop"))
        out.stop = in.textList("stop");
}

} // namespace assay::engine
