#include "tests/fuzz/Mutator.h"

#include <nlohmann/json.hpp>

namespace assay::test {

using Json = nlohmann::json;

namespace {

const QList<QByteArray> words{ "null", "true", "-1", "0", "1e400", "1e308", "18446744073709551616", "-0.0", "\"\"", "[]", "{}", "\\u0000", "\\ud800", "\xff",
                               "\xc0\xaf", "\xed\xa0\x80", ",", "\"", "&", "%", "%00", "%zz", "..", "/", "//", "\r\n", "\n", "\0", ": ", "- ", "&a", "*a", "!!binary",
                               "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "<<: ", "\t", "\xf0\x9f\x98\x80" };

void collect(Json &value, std::vector<Json *> &all)
{
    all.push_back(&value);
    if (value.is_structured()) {
        for (Json &child : value)
            collect(child, all);
    }
}

} // namespace

QByteArray Mutator::next()
{
    QByteArray text = m_seeds.at(qsizetype(below(std::size_t(m_seeds.size()))));
    for (std::size_t i = 0, count = below(5); i < count; ++i) {
        if (below(3) == 0 || !changeStructure(text))
            changeBytes(text);
    }
    return text;
}

void Mutator::changeBytes(QByteArray &text)
{
    const auto at = qsizetype(below(std::size_t(text.size()) + 1));
    switch (below(6)) {
    case 0:
        if (at < text.size())
            text[at] = char(text.at(at) ^ (1 << below(8)));
        break;
    case 1: text.insert(at, words.at(qsizetype(below(std::size_t(words.size()))))); break;
    case 2: text.remove(at, qsizetype(1 + below(8))); break;
    case 3: text.insert(at, text.mid(qsizetype(below(std::size_t(text.size()) + 1)), qsizetype(below(40)))); break;
    case 4: {
        const QByteArray &other = m_seeds.at(qsizetype(below(std::size_t(m_seeds.size()))));
        text = text.left(at) + other.mid(qsizetype(below(std::size_t(other.size()) + 1)));
        break;
    }
    default: text.insert(at, QByteArray(qsizetype(below(300)), char(below(256)))); break;
    }
}

bool Mutator::changeStructure(QByteArray &text)
{
    Json document = Json::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded())
        return false;
    std::vector<Json *> all;
    collect(document, all);
    Json &target = *all[below(all.size())];
    static const std::vector<Json> odd{ nullptr, true, -1, 0, 1e308, 0.1, "", " ", "x", Json::array(), Json::object(), Json::array({ nullptr }),
                                        std::string(300, 'n'), "a,b|c", "\xf0\x9f\x98\x80", 9007199254740993, -9223372036854775807 - 1, 18446744073709551615U,
                                        Json::object({ { "", "" } }), "../../x", "file:///etc/passwd", "2026-13-45T99:00:00Z" };
    switch (below(4)) {
    case 0: target = odd[below(odd.size())]; break;
    case 1: target = Json(*all[below(all.size())]); break;
    case 2:
        if (target.is_structured() && !target.empty()) {
            auto child = target.begin();
            std::advance(child, std::ptrdiff_t(below(target.size())));
            target.erase(child);
        }
        break;
    default:
        if (target.is_object())
            target["extra" + std::to_string(below(3))] = odd[below(odd.size())];
        else if (target.is_array())
            target.push_back(odd[below(odd.size())]);
        break;
    }
    text = QByteArray::fromStdString(document.dump(-1, ' ', false, Json::error_handler_t::replace));
    return true;
}

} // namespace assay::test
