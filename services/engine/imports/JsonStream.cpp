#include "services/engine/imports/JsonStream.h"

#include "services/engine/imports/LenientText.h"
#include "services/json/Json.h"

#include <QCoreApplication>

#include <cmath>
#include <iterator>

namespace assay::engine::imports {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// What nlohmann's parser reads from: a single pass over the text.
class Bytes {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    Bytes() = default;
    explicit Bytes(LenientText &text) : m_text(&text) {}
    const char &operator*() const { return *m_text->at; }
    Bytes &operator++()
    {
        ++m_text->at;
        return *this;
    }
    Bytes operator++(int) { return ++*this; }
    bool operator==(const Bytes &) const { return m_text->at == m_text->end && !m_text->refill(); }
    bool operator!=(const Bytes &other) const { return !(*this == other); }

private:
    LenientText *m_text = nullptr;
};

constexpr std::size_t askedDepth = 4;

/// Builds what is kept, hands out elements, leaves out the rest.
class Builder {
public:
    using number_integer_t = Json::number_integer_t;
    using number_unsigned_t = Json::number_unsigned_t;
    using number_float_t = Json::number_float_t;
    using string_t = Json::string_t;
    using binary_t = Json::binary_t;

    Builder(const JsonStream &rules, LenientText &text) : m_rules(rules), m_text(text) {}

    bool null() { return scalar(nullptr); }
    bool boolean(bool value) { return scalar(value); }
    bool number_integer(number_integer_t value) { return scalar(value); }
    bool number_unsigned(number_unsigned_t value) { return scalar(value); }
    bool number_float(number_float_t value, const string_t &) { return scalar(std::isfinite(value) ? Json(value) : Json()); }
    bool binary(binary_t &) { return scalar(nullptr); }
    bool string(string_t &value)
    {
        m_bytes += m_skipped > 0 ? 0 : qint64(value.size());
        const bool over = m_bytes > m_rules.limits.bytes;
        const bool shortened = over || qint64(value.size()) > m_rules.limits.text;
        return scalar(over ? Json(std::string()) : Json(std::move(value)), shortened);
    }
    bool start_object(std::size_t) { return open(Json::object()); }
    bool start_array(std::size_t) { return open(Json::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(string_t &name)
    {
        m_key = name;
        m_next = Keep::Whole;
        if (m_skipped == 0 && m_path.size() < askedDepth) {
            m_path.push_back(name);
            const bool stop = m_rules.enough && m_rules.enough(m_path);
            m_next = m_rules.keep ? m_rules.keep(m_path) : Keep::Whole;
            m_path.pop_back();
            if (stop)
                return stopNow();
        }
        return true;
    }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &error)
    {
        fault = QString::fromUtf8(error.what());
        return false;
    }

    Json root;
    QString fault;
    bool tooDeep = false, stopped = false, cut = false;

private:
    struct Level {
        Json *value;           ///< null: elements of it are handed out, or it is left out for want of room
        bool elements = false;
        qint64 count = 0;
        bool named = false; ///< counted in the path
    };

    bool stopNow()
    {
        stopped = true;
        return false;
    }

    bool scalar(Json &&value, bool shortened = false)
    {
        if (m_skipped > 0)
            return true;
        if (takeNext() == Keep::Nothing)
            return true;
        if (shortened)
            noteCut();
        if (inElements() && m_levels.back().value == nullptr)
            return handOut(std::move(value));
        put(std::move(value));
        return true;
    }

    bool open(Json &&empty)
    {
        if (++m_depth > m_rules.limits.depth) {
            tooDeep = true;
            return false;
        }
        if (m_skipped > 0) {
            ++m_skipped;
            return true;
        }
        const Keep keep = takeNext();
        if (keep == Keep::Nothing) {
            m_skipped = 1;
            return true;
        }
        const bool handed = inElements();
        const std::string name = !m_levels.empty() && !m_levels.back().elements && m_inObject.back() ? m_key : std::string();
        const bool object = empty.is_object();
        Level level;
        if (keep == Keep::Elements && !object) {
            level.elements = true;
            level.value = nullptr;
            put(Json::array());
        } else if (handed) {
            m_element = std::move(empty);
            level.value = &m_element;
        } else {
            level.value = put(std::move(empty));
        }
        if (!m_levels.empty()) {
            m_path.push_back(name);
            level.named = true;
        }
        m_levels.push_back(level);
        m_inObject.push_back(object);
        return true;
    }

    bool close()
    {
        --m_depth;
        if (m_skipped > 0) {
            --m_skipped;
            return true;
        }
        const bool named = m_levels.back().named;
        m_levels.pop_back();
        m_inObject.pop_back();
        if (named)
            m_path.pop_back();
        return inElements() ? handOut(std::move(m_element)) : true;
    }

    bool inElements() const { return !m_levels.empty() && m_levels.back().elements; }
    Keep takeNext() { return std::exchange(m_next, Keep::Whole); }

    bool handOut(Json &&value)
    {
        JsonElement element{std::move(value), m_path, m_levels.back().count++, m_elementCut, m_text.line(), m_text.bytes()};
        m_element = Json();
        m_elementCut = false;
        m_values = m_bytes = 0;
        return !m_rules.element || m_rules.element(std::move(element)) || stopNow();
    }

    void noteCut() { (anyElements() ? m_elementCut : cut) = true; }
    bool anyElements() const
    {
        return std::any_of(m_levels.begin(), m_levels.end(), [](const Level &level) { return level.elements; });
    }

    /// Where it was put; null when there is no room for it, and then its members are not kept either.
    Json *put(Json &&value)
    {
        if (m_levels.empty()) {
            root = std::move(value);
            return &root;
        }
        Json *parent = m_levels.back().value;
        if (!parent || ++m_values > m_rules.limits.values) {
            noteCut();
            return nullptr;
        }
        if (parent->is_array()) {
            parent->push_back(std::move(value));
            return &parent->back();
        }
        Json &slot = (*parent)[m_key]; // of a name that comes twice, the last counts, as Python has it
        slot = std::move(value);
        return &slot;
    }

    const JsonStream &m_rules;
    LenientText &m_text;
    std::vector<Level> m_levels;
    std::vector<bool> m_inObject;
    JsonPath m_path;
    std::string m_key;
    Keep m_next = Keep::Whole;
    Json m_element;
    bool m_elementCut = false;
    int m_depth = 0, m_skipped = 0;
    qint64 m_values = 0, m_bytes = 0;
};

} // namespace

Result<JsonStream::Read> JsonStream::read(ByteSource &source) const
{
    LenientText text(source, limits.text);
    Builder builder(*this, text);
    const bool done = Json::sax_parse(Bytes(text), Bytes(), &builder);
    if (text.unreadable())
        return source.isStopped() ? Error{Error::Kind::Cancelled} : Error{Error::Kind::Storage, source.fault()};
    if (builder.tooDeep)
        return Error{Error::Kind::Invalid, tr("line %1 is nested deeper than %2 levels, which no result is").arg(text.line()).arg(limits.depth)};
    if (!done && !builder.stopped) {
        const qsizetype said = builder.fault.indexOf(QLatin1String(" - "));
        //: %2: what the parser expected, in English
        return Error{Error::Kind::Invalid, tr("line %1 is not valid JSON (%2)").arg(text.line()).arg(said < 0 ? builder.fault : builder.fault.mid(said + 3)).left(300)};
    }
    return Read{std::move(builder.root), builder.cut, builder.stopped, text.bytes()};
}

Result<Json> parseJson(const QByteArray &text, bool *cut, const JsonLimits &limits)
{
    TextSource source(text);
    JsonStream stream;
    stream.limits = limits;
    auto read = stream.read(source);
    if (!read)
        return read.error();
    if (cut)
        *cut = read->cut;
    return std::move(read->value);
}

const Json &at(const Json &object, const char *name)
{
    static const Json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
}

const Json &at(const Json &object, std::initializer_list<const char *> path)
{
    const Json *value = &object;
    for (const char *name : path)
        value = &at(*value, name);
    return *value;
}

const Json &membersOf(const Json &value)
{
    static const Json none = Json::object();
    return value.is_object() ? value : none;
}

const Json &elementsOf(const Json &value)
{
    static const Json none = Json::array();
    return value.is_array() ? value : none;
}

QString textOf(const Json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get_ref<const std::string &>());
    if (value.is_null() || value.is_structured())
        return {};
    return QString::fromStdString(value.dump());
}

std::optional<double> numberOf(const Json &value)
{
    if (value.is_boolean())
        return value.get<bool>() ? 1.0 : 0.0;
    if (!value.is_number())
        return std::nullopt;
    const double number = value.get<double>();
    return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<qint64> wholeOf(const Json &value)
{
    constexpr qint64 most = 9'000'000'000'000'000; // so that what is added to it still fits
    if (value.is_number_unsigned() && value.get<quint64>() > quint64(most))
        return std::nullopt;
    if (value.is_number_integer()) {
        const auto whole = value.get<qint64>();
        return whole >= -most && whole <= most ? std::optional(whole) : std::nullopt; // abs() of the least is undefined
    }
    const auto number = value.is_number() ? numberOf(value) : std::nullopt;
    return number && std::floor(*number) == *number && std::abs(*number) < double(most) ? std::optional(qint64(*number)) : std::nullopt;
}

QByteArray dumped(const Json &value)
{
    return json::dump(value);
}

} // namespace assay::engine::imports
