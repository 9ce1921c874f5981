#include "services/json/Codec.h"

#include <QCoreApplication>

namespace assay::json {

using nlohmann::json;

namespace {

[[noreturn]] void wrongType(const json &in, const char *wanted)
{
    // Same kind of exception as the library's own, so that one catch serves.
    throw json::type_error::create(302, std::string("type must be ") + wanted + ", but is " + in.type_name(), &in);
}

} // namespace

Error unreadable(const std::exception &error)
{
    return {Error::Kind::Protocol, QCoreApplication::translate("assay", "The data cannot be read: %1").arg(QString::fromUtf8(error.what())),
            QString::fromUtf8(error.what())};
}

Reader::Reader(const json &object)
    : m_object(object)
{
    if (!object.is_object())
        wrongType(object, "object");
}

const json *Reader::find(const char *name)
{
    const QString wanted = QString::fromLatin1(name).toLower();
    m_seen.insert(wanted);
    const json *found = nullptr;
    if (const auto exact = m_object.find(name); exact != m_object.end()) {
        found = &*exact;
    } else {
        for (auto it = m_object.begin(); it != m_object.end() && !found; ++it) {
            if (fromUtf8(it.key()).toLower() == wanted)
                found = &it.value();
        }
    }
    return found && !found->is_null() ? found : nullptr;
}

void Reader::requireArray(const json &in)
{
    if (!in.is_array())
        wrongType(in, "array");
}

void Reader::text(const char *name, QString &value, Presence)
{
    if (const auto *in = find(name)) {
        if (!in->is_string())
            wrongType(*in, "string");
        value = fromUtf8(in->get_ref<const std::string &>());
        if (value.isNull())
            value = QLatin1String("");
    }
}

void Reader::textWithAlias(const char *name, const char *alias, QString &value)
{
    text(alias, value);
    QString preferred;
    text(name, preferred);
    if (!preferred.isNull())
        value = preferred;
}

void Reader::number(const char *name, std::optional<double> &value)
{
    if (const auto *in = find(name)) {
        if (!in->is_number())
            wrongType(*in, "number");
        value = in->get<double>();
    }
}

void Reader::integer(const char *name, std::optional<qint64> &value, Presence)
{
    if (const auto *in = find(name)) {
        if (!in->is_number_integer())
            wrongType(*in, "integer");
        value = in->get<qint64>();
    }
}

void Reader::boolean(const char *name, std::optional<bool> &value)
{
    if (const auto *in = find(name)) {
        if (!in->is_boolean())
            wrongType(*in, "boolean");
        value = in->get<bool>();
    }
}

void Reader::texts(const char *name, QStringList &value)
{
    if (const auto *in = find(name)) {
        requireArray(*in);
        value.clear();
        for (const auto &item : *in) {
            if (!item.is_string())
                wrongType(item, "string");
            value << fromUtf8(item.get_ref<const std::string &>());
        }
    }
}

void Reader::free(const char *name, JsonText &value)
{
    if (const auto *in = find(name))
        value.text = QByteArray::fromStdString(in->dump());
}

void Reader::rest(JsonText &value)
{
    json left = json::object();
    for (auto it = m_object.begin(); it != m_object.end(); ++it) {
        if (!m_seen.contains(fromUtf8(it.key()).toLower()))
            left[it.key()] = it.value();
    }
    if (!left.empty())
        value.text = QByteArray::fromStdString(left.dump());
}

void Writer::text(const char *name, const QString &value, Presence presence)
{
    if (!value.isNull() || presence == Presence::Always)
        m_object[name] = toUtf8(value);
}

void Writer::number(const char *name, const std::optional<double> &value)
{
    if (!value)
        return;
    // A whole number is written without a point, as it was most likely typed.
    const auto whole = static_cast<qint64>(*value);
    if (std::abs(*value) < 1e15 && double(whole) == *value)
        m_object[name] = whole;
    else
        m_object[name] = *value;
}

void Writer::integer(const char *name, const std::optional<qint64> &value, Presence presence)
{
    if (value || presence == Presence::Always)
        m_object[name] = value.value_or(0);
}

void Writer::boolean(const char *name, const std::optional<bool> &value)
{
    if (value)
        m_object[name] = *value;
}

void Writer::texts(const char *name, const QStringList &value)
{
    if (value.isEmpty())
        return;
    auto &out = m_object[name] = json::array();
    for (const QString &item : value)
        out.push_back(toUtf8(item));
}

void Writer::free(const char *name, const JsonText &value)
{
    if (!value.isEmpty())
        m_object[name] = json::parse(value.text.begin(), value.text.end());
}

thread_local int Writer::OnlyKnown::depth = 0;

void Writer::rest(const JsonText &value)
{
    if (value.isEmpty() || OnlyKnown::depth > 0)
        return;
    const auto left = json::parse(value.text.begin(), value.text.end());
    for (auto it = left.begin(); it != left.end(); ++it) {
        if (!m_object.contains(it.key()))
            m_object[it.key()] = it.value();
    }
}

} // namespace assay::json
