#include "services/json/Depth.h"
#include "services/json/Json.h"
#include "services/json/OrderedYaml.h"

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

#include <charconv>
#include <limits>

namespace assay::json {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr int maxDepth = 100; // deeper YAML is a mistake or an attack (aliases can nest without end)
constexpr int mostValues = 500'000; // ten aliases of ten aliases of ten ... are a short text

nlohmann::json scalar(const YAML::Node &node)
{
    const std::string &text = node.Scalar();
    if (node.Tag() == "!") // quoted
        return text;
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
        return nullptr;
    if (text == "true" || text == "True" || text == "TRUE")
        return true;
    if (text == "false" || text == "False" || text == "FALSE")
        return false;
    const char *first = text.data() + (text[0] == '+' ? 1 : 0), *last = text.data() + text.size();
    qint64 whole = 0;
    if (const auto [end, error] = std::from_chars(first, last, whole); error == std::errc() && end == last)
        return whole;
    static const QRegularExpression number(QStringLiteral("^[-+]?(\\.\\d+|\\d+(\\.\\d*)?)([eE][-+]?\\d+)?$"));
    if (number.match(QString::fromStdString(text)).hasMatch()) {
        double value = 0;
        if (const auto [end, error] = std::from_chars(first, last, value); error == std::errc() && end == last)
            return value;
    }
    return text;
}

const std::string &utf8(const YAML::Node &node)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const std::string &text = node.Scalar();
    const QString decoded = decoder(QByteArrayView(text.data(), qsizetype(text.size())));
    if (decoder.hasError())
        throw YAML::Exception(node.Mark(), "the text is not UTF-8");
    return text;
}

nlohmann::json convert(const YAML::Node &node, int depth, int &left)
{
    if (depth > maxDepth)
        throw YAML::Exception(node.Mark(), "nested too deeply");
    if (--left < 0)
        throw YAML::Exception(node.Mark(), "there are too many values");
    switch (node.Type()) {
    case YAML::NodeType::Scalar:
        utf8(node);
        return scalar(node);
    case YAML::NodeType::Sequence: {
        auto out = nlohmann::json::array();
        for (const auto &item : node)
            out.push_back(convert(item, depth + 1, left));
        return out;
    }
    case YAML::NodeType::Map: {
        auto out = nlohmann::json::object();
        for (const auto &entry : node) {
            if (!entry.first.IsScalar())
                throw YAML::Exception(entry.first.Mark(), "a key must be text");
            if (out.contains(utf8(entry.first)))
                throw YAML::Exception(entry.first.Mark(), "the key '" + entry.first.Scalar() + "' stands twice");
            out[entry.first.Scalar()] = convert(entry.second, depth + 1, left);
        }
        return out;
    }
    default: return nullptr;
    }
}

template<typename Json> // sorted by name or in the order of insertion
void emit(YAML::Emitter &out, const Json &value)
{
    switch (value.type()) {
    case nlohmann::json::value_t::object:
        out << YAML::BeginMap;
        for (auto it = value.begin(); it != value.end(); ++it) {
            out << YAML::Key << it.key() << YAML::Value;
            emit(out, it.value());
        }
        out << YAML::EndMap;
        break;
    case nlohmann::json::value_t::array:
        out << YAML::BeginSeq;
        for (const auto &item : value)
            emit(out, item);
        out << YAML::EndSeq;
        break;
    case nlohmann::json::value_t::string:
        // Text that a reader would take for something else is quoted.
        if (YAML::Node plain(value.template get<std::string>()); scalar(plain) != nlohmann::json(value.template get<std::string>()))
            out << YAML::DoubleQuoted;
        out << value.template get<std::string>();
        break;
    case nlohmann::json::value_t::null: out << YAML::Null; break;
    default: out << value.dump(); break;
    }
}

} // namespace

bool isTooDeep(const QByteArray &text)
{
    int depth = 0;
    bool inText = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (inText) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inText = false;
        } else if (c == '"') {
            inText = true;
        } else if (c == '{' || c == '[') {
            if (++depth > deepestLevel)
                return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

Result<nlohmann::json> parse(const QByteArray &text)
{
    try {
        return nlohmann::json::parse(text.begin(), text.end());
    } catch (const nlohmann::json::exception &e) {
        return Error{Error::Kind::Invalid, tr("This is not JSON: %1").arg(QString::fromUtf8(e.what())), QString::fromUtf8(e.what())};
    }
}

Result<nlohmann::json> yamlToJson(const QByteArray &yaml)
{
    try {
        int left = mostValues;
        return convert(YAML::Load(yaml.toStdString()), 0, left);
    } catch (const YAML::Exception &e) {
        const QString what = QString::fromStdString(e.msg);
        return Error{Error::Kind::Invalid,
                     e.mark.is_null() ? tr("This is not YAML: %1").arg(what) : tr("Line %1: %2").arg(e.mark.line + 1).arg(what),
                     QString::fromUtf8(e.what())};
    }
}

QByteArray toYaml(const nlohmann::json &value)
{
    YAML::Emitter out;
    emit(out, value);
    return QByteArray(out.c_str()) + '\n';
}

QByteArray toYaml(const nlohmann::ordered_json &value)
{
    YAML::Emitter out;
    emit(out, value);
    return QByteArray(out.c_str()) + '\n';
}

QByteArray canonicalJson(const nlohmann::json &value)
{
    return dump(value); // nlohmann keeps object keys sorted and prints the shortest number
}

QByteArray dump(const nlohmann::json &value)
{
    return QByteArray::fromStdString(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace assay::json
